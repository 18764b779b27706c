from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from warlosses.building.tables import code_lists
from warlosses.building.writer import to_arrow, write_table


def test_any_program_can_tell_a_damaged_page(tmp_path):
    path = tmp_path / "categories.parquet"
    write_table("categories", to_arrow("categories", code_lists()["categories"], {}), path)
    whole = path.read_bytes()
    chunk = pq.read_metadata(path).row_group(0).column(0)
    last_byte = chunk.dictionary_page_offset + chunk.total_compressed_size - 1
    path.write_bytes(whole[:last_byte] + bytes([whole[last_byte] ^ 1]) + whole[last_byte + 1 :])
    with pytest.raises(OSError, match="CRC checksum verification failed"):
        pq.read_table(path, page_checksum_verification=True)
