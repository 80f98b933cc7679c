"""The protocol between a peer and the benchmark that times it.

The peer starts, prepares its inputs, and writes one line of JSON to standard output:

    {"ready": true, "name": "opencv", "version": "4.6.0"}

Then each line on standard input asks for a round, and each is answered with one line, so that the rounds of several
programs can take turns:

    {"workload": "path-300", "seconds": 0.5, "pass": 3}
    {"count": 192, "seconds": 0.513, "cpuSeconds": 0.512, "passes": 3}

A round repeats a workload's pass until the time is over; a pass is never cut short. `pass` numbers the first one: random
choices depend on it, so that no two rounds repeat each other. The end of standard input ends the peer.
"""

import json
import os
import sys
import time


def serve(name, prepare):
    """Answers rounds until standard input ends.

    prepare: makes everything ready, and returns the library's version and a dictionary of workloads: functions that take
    the number of their pass, do the work, and return how many items they worked on.
    """
    # Whatever a library prints must not be taken for an answer: standard output becomes standard error.
    sys.stdout.flush()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def answer(value):
        answers.write(json.dumps(value) + "\n")
        answers.flush()

    version, workloads = prepare()
    answer({"ready": True, "name": name, "version": version})
    for line in sys.stdin:
        request = json.loads(line)
        answer(run_round(workloads[request["workload"]], request["seconds"], request["pass"]))


def run_round(workload, seconds, first_pass=0):
    """Repeats a workload until the time is over, and counts the work of all threads of the process."""
    count, passes = 0, 0
    cpu, start = time.process_time(), time.perf_counter()
    while True:
        count += workload(first_pass + passes)
        passes += 1
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return {"count": count, "seconds": elapsed, "cpuSeconds": time.process_time() - cpu, "passes": passes}
