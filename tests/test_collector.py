"""The garbage collector comes on again, whatever threads do."""

from __future__ import annotations

import gc
import sys
import threading

from warlosses.collector import collector_off


def test_it_is_on_again_after_threads_have_crossed():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)

    def often():
        for _ in range(300):
            with collector_off():
                assert not gc.isenabled()

    try:
        for _ in range(5):
            threads = [threading.Thread(target=often) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert gc.isenabled()
    finally:
        sys.setswitchinterval(before)


def test_it_stays_off_where_it_was_off():
    gc.disable()
    try:
        with collector_off(), collector_off():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
