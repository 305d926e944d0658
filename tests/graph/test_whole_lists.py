"""A list that has to be read whole, and takes more than one page may cost, comes to its end all the same."""

from app.main import create_app
from app.sandbox.options import SandboxOptions
from app.sandbox.server import Sandbox
from app.settings import Settings
from tests.app.serving import serving

PAGE = """
query ($after: String) {
  contactMoments(first: 100, after: $after, filter: { changedSince: "2019-01-01T00:00:00Z" }) {
    nodes { sourceId }
    pageInfo { hasNextPage endCursor }
    sources { status requests }
  }
}
"""


def test_contact_moments_changed_since_long_ago_all_come_however_small_the_budget() -> None:
    with Sandbox(SandboxOptions(contact_moments=140)) as sandbox:
        settings = Settings.load(sandbox.environment() | {"TOUCHPOINT_SCAN_BUDGET": "3"}, env_file=None)
        with serving(create_app(settings)) as graph:
            keys: list[str] = []
            statuses = []
            after = None
            for _ in range(20):
                page = graph.query(PAGE, {"after": after})["data"]["contactMoments"]
                keys += [node["sourceId"] for node in page["nodes"]]
                statuses.append(page["sources"][0]["status"])
                assert page["sources"][0]["requests"] <= 3
                if not page["pageInfo"]["hasNextPage"]:
                    break
                after = page["pageInfo"]["endCursor"]
            assert sorted(keys) == sorted(str(record["id"]) for record in sandbox.procurios.records)
            # Six pages: three, then the last of them once more and two, then the same with the last one.
            assert statuses == ["TRUNCATED", "TRUNCATED", "OK"] * 2
