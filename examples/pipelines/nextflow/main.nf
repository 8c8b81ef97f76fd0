// Aligns and reconstructs every tilt series that PACEtomo has finished from its frames, with AreTomo3.
// README.md says how it is run. Written for Nextflow 23.10 and later.

params.exported = null // the folder `export`
params.frames = null // the folder of the frames
params.out = 'processed'
params.watch = false // wait for more series, until it is ended
params.options = '-Gpu 0 -VolZ 2048 -AtBin 4 -OutImod 1'

// The frame files of a series, as its manifest names them.
def framesOf(series) {
    def manifest = new groovy.json.JsonSlurper().parseText(file("${params.exported}/${series}.json").text)
    def images = manifest.series.images.findAll { image -> image.frames != null }
    return images.collect { image -> file("${params.frames}/${image.frames.file}", checkIfExists: true) }
}

process ARETOMO3 {
    tag "${series}"
    publishDir "${params.out}", mode: 'copy'
    errorStrategy 'ignore' // one series that fails keeps no other from being done

    // Nextflow links all of these into one folder, which is where AreTomo3 looks for frames and mdoc.
    input:
    tuple val(series), path(mdoc), path(command), path(frames)

    output:
    path "${series}"

    script:
    """
    mkdir ${series}
    sh ${command} . ${series} ${params.options}
    test -e ${series}/${series}_Vol.mrc
    """
}

workflow {
    if (!params.exported || !params.frames) {
        error "Say where things are: nextflow run main.nf --exported DATA/export --frames DATA/frames"
    }
    there = channel.fromPath("${params.exported}/*.done")
    marks = params.watch ? there.mix(channel.watchPath("${params.exported}/*.done", 'create,modify')) : there
    complete = marks
        .map { mark -> mark.baseName }
        .unique()
        .filter { series -> file("${params.exported}/aretomo3/${series}.sh").exists() }
        .map { series ->
            tuple(
                series,
                file("${params.exported}/mdoc/${series}.mdoc"),
                file("${params.exported}/aretomo3/${series}.sh"),
                framesOf(series)
            )
        }
    ARETOMO3(complete)
}
