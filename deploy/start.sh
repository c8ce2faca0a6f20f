#!/bin/sh
# In the container of a student: first the lessons, then the server. Lessons that fail stop nothing.
course=$(dirname "$(dirname "$(readlink -f "$0")")")
python "$course/deploy/lessons.py" "${CLASS_LESSONS:-$course/classroom/students}" "$HOME/lessons"
exec jupyterhub-singleuser "$@"
