#!/bin/sh
# Stands for a program and prints what it is given, one argument a line.
printf '%s\n' "$@"
