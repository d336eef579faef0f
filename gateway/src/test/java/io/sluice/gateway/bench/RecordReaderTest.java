package io.sluice.gateway.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.cli.UserFailure;
import io.sluice.protocol.model.Offset;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {
  private static final RecordLayout LAYOUT = new RecordLayout(24);
  private static final int RECORDS = 5;

  private final List<String> seen = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 24, 120})
  void recordsAreWholeHoweverTheyAreCut(int part) throws UserFailure {
    RecordReader reader = reader(0);
    ByteBuffer log = log();

    for (int at = 0; at < log.capacity(); at += part) {
      reader.take(new Offset(at), log.slice(at, Math.min(part, log.capacity() - at)));
    }

    assertThat(seen).containsExactly("0 at 0", "1 at 11", "2 at 22", "3 at 33", "4 at 44");
    assertThat(reader.position()).isEqualTo(log.capacity());
  }

  @Test
  void aRecordThatBeganBeforeIsCheckedAndNotTold() throws UserFailure {
    RecordReader reader = reader(30);

    reader.take(new Offset(30), log().slice(30, 90));

    assertThat(seen).containsExactly("2 at 22", "3 at 33", "4 at 44");
  }

  @Test
  void whatIsLostRepeatedOrChangedIsFound() throws UserFailure {
    RecordReader reader = reader(0);
    reader.take(Offset.ZERO, log().slice(0, 48));
    ByteBuffer changed = log().put(48 + 7, (byte) 9).slice(48, 24);

    assertThatThrownBy(() -> reader.take(new Offset(49), log().slice(49, 1)))
        .isInstanceOf(UserFailure.class)
        .hasMessageContaining("lost");
    assertThatThrownBy(() -> reader.take(new Offset(47), log().slice(47, 1)))
        .isInstanceOf(UserFailure.class)
        .hasMessageContaining("repeated");
    assertThatThrownBy(() -> reader.take(new Offset(48), changed))
        .isInstanceOf(UserFailure.class)
        .hasMessageContaining("changed: byte 55");
  }

  @Test
  void aRecordHasRoomForItsHead() {
    assertThatThrownBy(() -> new RecordLayout(15)).isInstanceOf(IllegalArgumentException.class);
  }

  private RecordReader reader(long start) {
    return new RecordReader(
        LAYOUT, new Offset(start), (number, nanos) -> seen.add(number + " at " + nanos));
  }

  private static ByteBuffer log() {
    ByteBuffer log = ByteBuffer.allocate(RECORDS * LAYOUT.bytes());
    for (int number = 0; number < RECORDS; number++) {
      LAYOUT.write(log, number, number * 11L);
    }
    return log;
  }
}
