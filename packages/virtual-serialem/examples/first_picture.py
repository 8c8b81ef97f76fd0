"""A picture, a file, a tilt and an alignment, with the official serialem module.

    virtual-serialem --scenario lamella --dir session          # in one window
    PY_SERIALEM_PORT=48888 python examples/first_picture.py    # in another
"""

import serialem as sem

sem.NoMessageBoxOnError(1)  # errors come with their text instead of standing on a screen

sem.SetDefocus(-5)  # µm; minus is underfocus
sem.OpenNewFile("first.mrc")  # in the folder of the session
sem.Record()  # a picture, into buffer A
sem.Save()  # section 0 of first.mrc, and what is known of it into first.mrc.mdoc
sem.Copy("A", "M")  # kept in buffer M as the reference

width, height, binning, exposure, pixel_nm, _ = sem.ImageProperties("A")
dose, magnification = sem.ImageConditions("A")
print(f"{width:.0f} x {height:.0f} pixels of {pixel_nm:.3g} nm, {exposure:.2f} s, {dose:.1f} e/A2")

for angle in (3, 6, 9):
    sem.TiltTo(angle)
    sem.Record()
    sem.AlignTo("M")  # how far has the specimen moved? Image shift brings it back
    shift = sem.ReportAlignShift()
    print(f"{sem.ReportTiltAngle():6.2f} degrees: moved {shift[4]:7.1f} nm along, {shift[5]:7.1f} nm across the tilt axis")
    sem.Record()  # the picture with the specimen where it was
    sem.Save()
    sem.Copy("A", "M")

print(f"{sem.ReportFileZsize():.0f} pictures in {sem.ReportCurrentFilename()}")
sem.CloseFile()
