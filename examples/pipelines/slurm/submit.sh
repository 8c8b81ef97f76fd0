#!/bin/sh
# A hook of PACEtomo: puts a job for one tilt series into Slurm's queue. Said again for a series, it leaves it alone.
#   submit.sh MANIFEST FRAMES OUT
set -eu

manifest=${1:?manifest of the series} frames=${2:?folder of the frames} out=${3:?folder for the results}
here=$(cd "$(dirname "$0")" && pwd)
exported=$(cd "$(dirname "$manifest")" && pwd)
series=$(basename "$manifest" .json)

if [ ! -e "$exported/$series.done" ]; then
    echo "$series is not complete: there is no $exported/$series.done" >&2
    exit 1
fi
if [ ! -e "$exported/aretomo3/$series.sh" ]; then
    echo "PACEtomo made nothing of $series for AreTomo3; the notes in $manifest say why" >&2
    exit 1
fi
if [ -e "$out/$series/job" ]; then
    echo "$series is job $(cat "$out/$series/job") already"
    exit 0
fi

mkdir -p "$out/$series"
job=$(sbatch --parsable --job-name="aretomo3-$series" --output="$out/$series/slurm-%j.out" \
    "$here/aretomo3.sbatch" "$exported" "$series" "$frames" "$out/$series")
echo "$job" > "$out/$series/job"
echo "$series is job $job"
