package io.sluice.persistence.codec;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.persistence.support.Samples;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.Payload;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

@Tag("T4")
class LinkCheckTest {
  private static final int ROW_BYTES = 64 * 1024;

  /** A log of every kind of event. */
  private static List<Stored> log() {
    List<Stored> log = new ArrayList<>();
    var chain = Recorded.NOTHING.chain();
    for (Event event : Samples.events()) {
      Stored stored = Stored.after(chain, event);
      chain = stored.link() == null ? chain : chain.then(Objects.requireNonNull(stored.link()));
      log.add(stored);
    }
    return log;
  }

  private static void check(List<Stored> log) {
    LinkCheck links = new LinkCheck();
    log.forEach(stored -> links.next(stored.form(), stored.link()));
  }

  @Test
  void whatWasJournaledFitsFromTheStartAndFromWithin() {
    List<Stored> log = log();

    assertThatCode(() -> check(log)).doesNotThrowAnyException();
    assertThatCode(() -> check(log.subList(5, log.size()))).doesNotThrowAnyException();
  }

  @Test
  void noByteOfAChainedEntryCanChange() {
    for (Stored stored : log()) {
      Encoded form = stored.form();
      for (int index = 0; stored.link() != null && index < form.bytes().size(); index++) {
        byte[] bytes = form.bytes().toByteArray();
        bytes[index] ^= 1;
        assertSpoilt(new Encoded(form.manifest(), Payload.owning(bytes)), stored);
      }
      if (stored.link() != null) {
        assertSpoilt(new Encoded(form.manifest() + "0", form.bytes()), stored);
      }
    }
  }

  private static void assertSpoilt(Encoded now, Stored was) {
    assertThatExceptionOfType(UnreadableEntry.class)
        .isThrownBy(() -> new LinkCheck().next(now, was.link()));
  }

  @Test
  void whatIsNoOutputCannotChangeItsPlaceNorBeMissing() {
    List<Stored> life =
        log().stream()
            .filter(stored -> stored.link() != null)
            .filter(stored -> !(stored.event() instanceof Event.OutputAppended))
            .toList();
    List<Stored> swapped = new ArrayList<>(life);
    swapped.set(1, life.get(2));
    swapped.set(2, life.get(1));
    List<Stored> short_ = new ArrayList<>(life);
    short_.remove(1);

    assertThatExceptionOfType(UnreadableEntry.class).isThrownBy(() -> check(swapped));
    assertThatExceptionOfType(UnreadableEntry.class).isThrownBy(() -> check(short_));
  }

  /** Prints what a row costs; run it by hand. */
  @Test
  @EnabledIfSystemProperty(named = "sluice.cost", matches = "true")
  void cost() {
    Event event = Samples.output(1, 0, Payload.owning(new byte[ROW_BYTES]));
    Stored stored = Stored.after(Recorded.NOTHING.chain(), event);
    LinkCheck links = new LinkCheck();
    for (int round = 1; round <= 5; round++) {
      long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (int row = 0; row < 4_000; row++) {
        links.next(stored.form(), stored.link());
      }
      long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
      double perByte = nanos / (4_000.0 * ROW_BYTES);
      System.out.printf("%.3f ns/byte of a processor, %.0f MB/s%n", perByte, 1_000 / perByte);
    }
  }
}
