/**
 * What Spark's driver runs of a query: a program in Python, as the images of
 * Spark have it. It is a file beside the query in a ConfigMap, so that nothing
 * that was typed stands in a command or in a program.
 *
 * How far it is, it reads of its own REST API and prints: whoever may read the
 * log needs no way to the port of that API, which is gone with the driver
 * anyhow. The answer goes to the log, and in one line of JSON to where the
 * node takes the message from that a container leaves when it ends.
 */

/** Where both files are in the driver. */
export const querySource = '/opt/sluice';
export const programFile = 'query.py';
export const queryFile = 'query.sql';

/** Takes the file of the query, how many rows are shown, and where the message goes. For Python from 3.8 on. */
export const program = `import json
import sys
import threading
import urllib.request

from pyspark.sql import SparkSession

query_file, most, message_file = sys.argv[1], int(sys.argv[2]), sys.argv[3]
# A node takes 4096 bytes of a message.
most_bytes = 4000
most_letters = 200
# Nothing between a driver and itself is for a proxy.
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def asked(context, what):
    at = "%s/api/v1/applications/%s/%s" % (context.uiWebUrl, context.applicationId, what)
    with direct.open(at, timeout=5) as answer:
        return json.load(answer)


def progress(context):
    """How far the stages are that are known so far; a query may add some as it goes."""
    stages = asked(context, "stages")
    executors = [each for each in asked(context, "executors") if each["isActive"] and each["id"] != "driver"]
    meant = [each for each in stages if each["status"] in ("ACTIVE", "PENDING", "COMPLETE")]
    tasks = sum(each["numTasks"] for each in meant)
    done = sum(each["numCompleteTasks"] for each in meant)
    ended = sum(1 for each in meant if each["status"] == "COMPLETE")
    going = [each for each in meant if each["status"] == "ACTIVE"]
    says = ["%s executor%s" % (len(executors), "" if len(executors) == 1 else "s"), "%s stage%s done" % (ended, "" if ended == 1 else "s")]
    for each in sorted(going, key=lambda each: each["stageId"]):
        failed = ", %s failed" % each["numFailedTasks"] if each["numFailedTasks"] else ""
        says.append("stage %s: %s of %s tasks%s" % (each["stageId"], each["numCompleteTasks"], each["numTasks"], failed))
    return "progress: %s%%, %s" % (100 * done // tasks if tasks else 0, ", ".join(says))


def watch(context, ended):
    last, failures = "", 0
    while not ended.wait(1):
        try:
            line, failures = progress(context), 0
        except Exception as trouble:
            # A driver that has just begun, or is busy, answers late.
            failures += 1
            line = last if failures < 4 else "How far it is cannot be known: %s" % trouble
        if line != last:
            print(line, flush=True)
        last = line


def text(value):
    if value is None:
        return "NULL"
    said = str(value).replace("\\n", " ")
    return said if len(said) <= most_letters else said[: most_letters - 1] + "\\u2026"


def stages_run(context):
    try:
        done = [each["numTasks"] for each in asked(context, "stages") if each["status"] == "COMPLETE"]
        return {"stages": len(done), "tasks": sum(done)}
    except Exception:
        return {}


def leave(answer):
    """Leaves as many of the rows as there is room for."""
    left = dict(answer, rows=list(answer["rows"]))
    while len(json.dumps(left).encode()) > most_bytes and left["rows"]:
        left["rows"].pop()
    if len(json.dumps(left).encode()) > most_bytes:
        left["columns"] = []
    with open(message_file, "w") as file:
        json.dump(left, file)


def main():
    with open(query_file) as file:
        query = file.read().strip().rstrip(";")
    spark = SparkSession.builder.getOrCreate()
    context = spark.sparkContext
    context.setLogLevel("WARN")
    ended = threading.Event()
    threading.Thread(target=watch, args=(context, ended), daemon=True).start()
    try:
        table = spark.sql(query)
        # One more than is shown tells whether there are others; only then they are counted, as that asks again.
        found = table.take(most + 1)
        count = len(found) if len(found) <= most else table.count()
        rows = [[text(value) for value in row] for row in found[:most]]
        ended.set()
        answer = {"columns": table.columns, "rows": rows, "count": count, **stages_run(context)}
        leave(answer)
        print(json.dumps(answer), flush=True)
    finally:
        # What it started it stops, whatever came of it.
        ended.set()
        spark.stop()


try:
    main()
except Exception as trouble:
    # The first lines of what Spark says name the fault; the rest is its plan.
    says = "\\n".join(str(trouble).splitlines()[:6])[:most_bytes]
    with open(message_file, "w") as file:
        file.write(says)
    print(says, file=sys.stderr, flush=True)
    sys.exit(1)
`;
