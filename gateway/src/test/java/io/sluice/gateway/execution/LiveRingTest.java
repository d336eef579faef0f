package io.sluice.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.persistence.query.Entry;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.model.Payload;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LiveRingTest {
  private static final int CHUNK = 1024;
  private static final int HELD = CHUNK + LiveRing.ENTRY_OVERHEAD_BYTES;
  private static final int WHILE_READ = LiveRing.READ_BYTES / HELD;
  private static final int UNREAD = LiveRing.UNREAD_BYTES / HELD;

  private final LiveRing ring = new LiveRing(0);
  private long appended;

  @Test
  @Tag("O23")
  void whatNobodyReadsIsHeldInItsLowBound() {
    append(2 * WHILE_READ);

    assertThat(held()).hasSize(UNREAD);
    assertThat(held().getLast().number()).isEqualTo(appended);
  }

  @Test
  @Tag("O23")
  void whileItIsReadTheNewestStayUpToTheHighBound() {
    for (int round = 0; round < 2 * WHILE_READ; round++) {
      ring.read();
      append(1);
    }

    assertThat(held()).hasSize(WHILE_READ);
    assertThat(held().getFirst().number()).isEqualTo(appended - WHILE_READ + 1);
  }

  @Test
  @Tag("O23")
  void whoReadsAgainFindsAllThatCameSinceUpToTheHighBound() {
    append(2 * WHILE_READ);
    ring.read();

    append(WHILE_READ / 2);

    assertThat(held()).hasSizeGreaterThanOrEqualTo(WHILE_READ / 2);
    assertThat(ring.holds(appended - WHILE_READ / 2 + 1)).isTrue();
  }

  @Test
  @Tag("O23")
  void readersThatWentAwayLeaveTheLowBound() {
    ring.read();
    append(WHILE_READ - 1);
    int whileRead = held().size();

    append(2);

    assertThat(whileRead).isEqualTo(WHILE_READ - 1);
    assertThat(held()).hasSize(UNREAD);
  }

  private List<Entry> held() {
    return ring.from(0);
  }

  private void append(int chunks) {
    for (int chunk = 0; chunk < chunks; chunk++) {
      Event event =
          new Event.OutputAppended(
              appended + 1,
              Channel.STDOUT,
              new Offset(appended * CHUNK),
              appended * CHUNK,
              0,
              Payload.owning(new byte[CHUNK]));
      ring.append(List.of(event), ++appended);
    }
  }
}
