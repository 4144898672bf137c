"""pm4py reads both logs: the same counts, and a directly-follows graph comes out.

pm4py belongs to no requirements of the product: name an interpreter that has it by REGISTER_PM4PY to run this.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

from infra.mining import Chosen, write_ocel, write_xes
from tests.domain import complaint_facts as complaints
from tests.projections.written import happened

PYTHON = os.environ.get("REGISTER_PM4PY", "")
READ = """
import json, sys, pm4py
log = pm4py.read_xes(sys.argv[1])
graph, start, end = pm4py.discover_dfg(log)
ocel = pm4py.read_ocel2_json(sys.argv[2])
flat = pm4py.ocel_flattening(ocel, "complaint")
pm4py.discover_ocdfg(ocel)
print(json.dumps({
    "traces": log["case:concept:name"].nunique(), "events": len(log), "start": start,
    "follows": sorted([*pair, count] for pair, count in graph.items()),
    "ocel events": len(ocel.events), "ocel objects": len(ocel.objects),
    "flat": sorted([*pair, count] for pair, count in pm4py.discover_dfg(flat)[0].items()),
}))
"""


@pytest.mark.skipif(not PYTHON, reason="REGISTER_PM4PY names no interpreter that has pm4py")
def test_pm4py_reads_both_logs(database: str, tmp_path: Path) -> None:
    events = happened(
        database, complaints.under_examination(), complaints.under_examination(complaints.OTHER, office="75")
    )
    mine = [e for e in events if e.stream.startswith("complaint-")]
    xes, ocel = tmp_path / "log.xes", tmp_path / "log.json"
    write_xes(database, xes, Chosen("complaint"))
    write_ocel(database, ocel, Chosen("complaint"))
    run = subprocess.run([PYTHON, "-c", READ, str(xes), str(ocel)], capture_output=True, text=True, check=True)
    told = json.loads(run.stdout.splitlines()[-1])
    assert (told["traces"], told["events"]) == (2, len(mine))
    assert told["start"] == {"ComplaintRegistered": 2}
    assert told["ocel events"] == len(mine)
    assert told["ocel objects"] == len(json.loads(ocel.read_bytes())["objects"])
    assert ["ComplaintRegistered", "ComplaintAccepted", 2] in told["follows"]
    assert told["flat"] == told["follows"]
