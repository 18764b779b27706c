from __future__ import annotations

import warlosses as wl


def test_first(host, repo, built_two):
    assert [e.version for e in wl.catalogue().entries] == ["2024.5.13"]
    folder = wl.download()
    assert folder.name == "2024.5.13"
    assert wl.verify().ok
    repo.publish(built_two[1])
    frame = wl.load(version="2024.5.14")
    assert frame.attrs["version"] == "2024.5.14"
    assert wl.diff("2024.5.13", "2024.5.14").counts == {"new": 4, "changed": 0, "withdrawn": 0}
    print(wl.diff("2024.5.13", "2024.5.14").to_markdown())
    print(host.seen)
    wl.catalogue(offline=True)
