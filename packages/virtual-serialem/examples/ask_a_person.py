"""Dialogs and keys, answered by rules.

    virtual-serialem --scenario quiet --answers examples/answers-targets.json
    PY_SERIALEM_PORT=48888 python examples/ask_a_person.py
"""

import serialem as sem

sem.EnterString("root", "A name for these targets, please")
print("The person types", sem.GetVariable("root"))

sem.View()
print("Waiting until somebody drags the image and presses B ...")
while not sem.KeyBreak():
    sem.Delay(0.1, "s")
print("... it was dragged by {:.2f}, {:.2f} micrometres".format(*sem.ReportSpecimenShift()))

if sem.YesNoBox("Save this target?"):
    print("The person says yes")
