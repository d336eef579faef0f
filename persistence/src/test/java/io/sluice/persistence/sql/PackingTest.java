package io.sluice.persistence.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.persistence.codec.Encoded;
import io.sluice.persistence.codec.EventCodec;
import io.sluice.persistence.codec.OutputLayout;
import io.sluice.persistence.codec.UnreadableEntry;
import io.sluice.persistence.sql.Packing.Kept;
import io.sluice.persistence.support.Samples;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.Payload;
import io.sluice.protocol.model.Report;
import io.sluice.protocol.model.TerminalSize;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("O12")
class PackingTest {
  private static final int MOST = Report.MAX_PAYLOAD_BYTES;

  private final Packing packing = new Packing();

  @ParameterizedTest
  @ValueSource(ints = {512, 513, 4_096, 8_192, 8_193, 20_000, MOST})
  void textIsPackedAndComesBackToTheByte(int bytes) {
    Stored stored = stored(row(text(bytes)));

    assertThat(stored.manifest()).isEqualTo("output.1.lz4");
    assertThat(stored.bytes()).hasSizeLessThan(OutputLayout.HEADER_BYTES + bytes * 3 / 4);
    assertThat(stored.unpackedBytes()).isEqualTo(OutputLayout.HEADER_BYTES + bytes);
    assertThat(unpacked(stored)).isEqualTo(entry(text(bytes)));
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4_096, 8_193, MOST})
  void whatDoesNotGetShorterStaysAsItIs(int bytes) {
    assertIsAsItWas(row(random(bytes)));
  }

  @Test
  void shortOutputStaysAsItIs() {
    assertIsAsItWas(row(text(511)));
    assertIsAsItWas(row(text(1)));
  }

  /** No runner may report so much: whatever unpacks has its bound. */
  @Test
  void whatIsLongerThanAReportStaysAsItIs() {
    assertIsAsItWas(row(text(MOST + 1)));
  }

  @Test
  void whatOnlyBeginsAsTextStaysAsItIs() {
    byte[] mixed = random(MOST);
    System.arraycopy(text(6_000), 0, mixed, 0, 6_000);

    assertIsAsItWas(row(mixed));
  }

  /** Else whoever writes what cannot be packed would pay for the try each time. */
  @Test
  void whatBeginsAsSomethingElseIsNotTriedAsAWhole() {
    byte[] mixed = text(MOST);
    System.arraycopy(random(4_096), 0, mixed, 0, 4_096);

    assertIsAsItWas(row(mixed));
  }

  @Test
  void whatIsNoOutputStaysAsItIs() {
    Encoded large = new Encoded("accepted.1", Payload.owning(text(4_096)));
    assertIsAsItWas(new JournalRow("log", 1, large.manifest(), large.bytes()));
    Encoded small = EventCodec.encode(new Event.Resized(new TerminalSize(80, 24), Samples.AT));
    assertIsAsItWas(new JournalRow("log", 1, small.manifest(), small.bytes()));
  }

  /** A long one before leaves nothing in it. */
  @Test
  void oneAfterTheOtherIsPackedAsAlone() {
    Stored alone = stored(row(text(600)));

    Stored _ = stored(row(text(MOST)));

    assertThat(stored(row(text(600)))).usingRecursiveComparison().isEqualTo(alone);
  }

  /** Whether it is what it was its link says; here nothing else may happen. */
  @ParameterizedTest
  @ValueSource(ints = {600, 5_000})
  void withAnyBitTurnedItIsAnEntryOfThatLengthOrUnreadable(int bytes) {
    Stored stored = stored(row(text(bytes)));
    int unreadable = 0;
    for (int bit = 0; bit < 8 * stored.bytes().length; bit++) {
      byte[] turned = stored.bytes().clone();
      turned[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        Encoded entry = Packing.unpacked(stored.manifest(), turned, stored.unpackedBytes());
        assertThat(entry.bytes().size()).isEqualTo(stored.unpackedBytes());
      } catch (UnreadableEntry spoilt) {
        unreadable++;
      }
    }
    assertThat(unreadable).isPositive();
  }

  @Test
  void anotherLengthThanItsOwnIsUnreadable() {
    Stored stored = stored(row(text(5_000)));

    IntStream bits = IntStream.range(0, 32).map(bit -> stored.unpackedBytes() ^ 1 << bit);
    IntStream others = IntStream.of(0, -1, 33, 34, stored.unpackedBytes() - 1, Integer.MAX_VALUE);
    IntStream.concat(bits, others)
        .forEach(length -> assertUnreadable(new Stored(stored.manifest(), stored.bytes(), length)));
  }

  @Test
  void cutShortItIsUnreadable() {
    Stored stored = stored(row(text(5_000)));

    for (int length = 0; length < stored.bytes().length; length++) {
      byte[] cut = Arrays.copyOf(stored.bytes(), length);
      assertUnreadable(new Stored(stored.manifest(), cut, stored.unpackedBytes()));
    }
  }

  @Test
  void whatIsNotPackedHasNoOtherLength() {
    byte[] entry = entry(text(100)).bytes().toByteArray();

    assertUnreadable(new Stored("output.1", entry, entry.length));
    assertUnreadable(new Stored("output.1", entry, -1));
    assertUnreadable(new Stored("accepted.1.lz4", entry, entry.length));
  }

  private void assertIsAsItWas(JournalRow row) {
    Stored stored = stored(row);
    assertThat(stored.manifest()).isEqualTo(row.manifest());
    assertThat(stored.unpackedBytes()).isZero();
    assertThat(stored.bytes()).isEqualTo(row.bytes().toByteArray());
    assertThat(unpacked(stored)).isEqualTo(new Encoded(row.manifest(), row.bytes()));
  }

  private static void assertUnreadable(Stored stored) {
    assertThatExceptionOfType(UnreadableEntry.class)
        .as("%s of %d bytes", stored.manifest(), stored.unpackedBytes())
        .isThrownBy(() -> unpacked(stored));
  }

  @SuppressWarnings("ArrayRecordComponent") // Compared by its fields, if at all.
  private record Stored(String manifest, byte[] bytes, int unpackedBytes) {}

  private Stored stored(JournalRow row) {
    Kept kept = packing.keep(row);
    return new Stored(
        kept.manifest(), Payload.copyOf(kept.bytes()).toByteArray(), kept.unpackedBytes());
  }

  private static Encoded unpacked(Stored stored) {
    return Packing.unpacked(stored.manifest(), stored.bytes(), stored.unpackedBytes());
  }

  private static JournalRow row(byte[] output) {
    Encoded entry = entry(output);
    return new JournalRow("log", 1, entry.manifest(), entry.bytes());
  }

  private static Encoded entry(byte[] output) {
    return EventCodec.encode(Samples.output(1, 1L << 40, Payload.owning(output)));
  }

  private static byte[] text(int bytes) {
    return Payload.utf8("a line of text %d\n".formatted(bytes).repeat(bytes / 16 + 1))
        .slice(0, bytes)
        .toByteArray();
  }

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    new Random(bytes).nextBytes(random);
    return random;
  }
}
