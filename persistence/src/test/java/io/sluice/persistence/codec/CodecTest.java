package io.sluice.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.persistence.support.Samples;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Execution;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.State;
import io.sluice.protocol.model.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CodecTest {
  @ParameterizedTest
  @MethodSource("io.sluice.persistence.support.Samples#events")
  void everyEventComesBackAsItWas(Event event) {
    Encoded stored = EventCodec.encode(event);

    Event back = EventCodec.decode(stored.manifest(), stored.bytes().toByteArray());

    assertThat(back).isEqualTo(event);
  }

  @ParameterizedTest
  @MethodSource("io.sluice.persistence.support.Samples#states")
  void everyStateComesBackAsItWas(State state) {
    Encoded stored = StateCodec.encode(state);

    State back = StateCodec.decode(stored.manifest(), stored.bytes().toByteArray());

    assertThat(back).isEqualTo(state);
  }

  @ParameterizedTest
  @MethodSource("io.sluice.persistence.support.Samples#states")
  @Tag("T4")
  void everyStateComesBackWithItsChainsAndItsAnchor(State state) {
    Recorded recorded = new Recorded(state, Samples.ANCHOR.chain(), Samples.ANCHOR);
    Encoded stored = RecordCodec.encode(recorded);

    Recorded back = RecordCodec.decode(stored.manifest(), stored.bytes().toByteArray());

    assertThat(back).isEqualTo(recorded);
  }

  @ParameterizedTest
  @MethodSource("io.sluice.persistence.support.Samples#states")
  @Tag("C23")
  void aSnapshotOfWhichAnyBitTurnedIsUnreadableOrSaysTheSame(State state) {
    Recorded recorded = new Recorded(state, Samples.ANCHOR.chain(), Samples.ANCHOR);
    Encoded stored = RecordCodec.encode(recorded);

    for (int bit = 0; bit < Byte.SIZE * stored.bytes().size(); bit++) {
      byte[] spoilt = stored.bytes().toByteArray();
      spoilt[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
      assertThat(readOrNull(stored.manifest(), spoilt)).as("bit %d", bit).isIn(null, recorded);
    }
  }

  private static @Nullable Recorded readOrNull(String manifest, byte[] bytes) {
    try {
      return RecordCodec.decode(manifest, bytes);
    } catch (UnreadableEntry spoilt) {
      return null;
    }
  }

  @ParameterizedTest
  @MethodSource("io.sluice.persistence.support.Samples#states")
  void aSnapshotOfAnEarlierVersionHasNoCheckAndIsRead(State state) {
    Encoded earlier = StateCodec.encode(state);

    Recorded back = RecordCodec.decode(earlier.manifest(), earlier.bytes().toByteArray());

    assertThat(back.state()).isEqualTo(state);
  }

  @Test
  void theSamplesHoldEveryKindOfEventAndState() {
    Set<Class<?>> kinds = new HashSet<>();

    Samples.events().forEach(event -> kinds.add(event.getClass()));
    Samples.limited().forEach(event -> kinds.add(event.getClass()));
    Samples.states().forEach(state -> kinds.add(state.getClass()));

    assertThat(kinds)
        .containsAll(kindsOf(Event.class).toList())
        .contains(
            State.Absent.class,
            State.Accepted.class,
            State.Starting.class,
            State.Running.class,
            State.Draining.class,
            State.Ended.class);
  }

  private static Stream<Class<?>> kindsOf(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(CodecTest::kindsOf)
        : Stream.of(type);
  }

  @ParameterizedTest
  @MethodSource("io.sluice.persistence.support.Samples#events")
  void storedBytesNameNoClass(Event event) {
    Encoded stored = EventCodec.encode(event);

    String text = new String(stored.bytes().toByteArray(), StandardCharsets.ISO_8859_1);

    assertThat(stored.manifest() + text).doesNotContain("sluice", event.getClass().getSimpleName());
  }

  @ParameterizedTest
  @MethodSource("io.sluice.persistence.support.Samples#events")
  void anyTruncationIsUnreadableAndNothingElse(Event event) {
    Encoded stored = EventCodec.encode(event);
    byte[] bytes = stored.bytes().toByteArray();
    int smallest =
        event instanceof Event.OutputAppended ? OutputLayout.HEADER_BYTES + 1 : bytes.length;

    for (int length = 0; length < smallest; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);

      assertThatThrownBy(() -> EventCodec.decode(stored.manifest(), cut))
          .isInstanceOf(UnreadableEntry.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "output.2|{}",
        "io.sluice.Event|{}",
        "started.1|null",
        "started.1|[]",
        "started.1|{\"pid\":1}",
        "started.1|{\"pid\":\"1\",\"at\":\"2026-01-01T00:00:00Z\"}",
        "started.1|{\"pid\":1,\"at\":\"yesterday\"}",
        "resized.1|{\"columns\":0,\"rows\":1,\"at\":\"2026-01-01T00:00:00Z\"}",
        "resized.1|{\"columns\":99999999999,\"rows\":1,\"at\":\"2026-01-01T00:00:00Z\"}",
        "signal_requested.1|{\"signal\":64,\"at\":\"2026-01-01T00:00:00Z\"}",
        "kill_requested.1|{\"at\":\"2026-01-01T00:00:00Z\"} {}",
      })
  void whatIsNotOfItsFormIsUnreadable(String manifest, String stored) {
    byte[] bytes = stored.getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> EventCodec.decode(manifest, bytes))
        .isInstanceOf(UnreadableEntry.class);
    assertThatThrownBy(() -> StateCodec.decode(manifest, bytes))
        .isInstanceOf(UnreadableEntry.class);
  }

  @Test
  void outputWithAnUnknownChannelIsUnreadable() {
    byte[] bytes = EventCodec.encode(Samples.output(1, 0, Payload.utf8("x"))).bytes().toByteArray();
    bytes[OutputLayout.PLACE_BYTES - 1] = 3;

    assertThatThrownBy(() -> EventCodec.decode("output.1", bytes))
        .isInstanceOf(UnreadableEntry.class);
  }

  @Test
  void fieldsOfALaterVersionArePassedOver() {
    String stored = "{\"pid\":1,\"at\":\"2026-01-01T00:00:00Z\",\"later\":{\"deep\":[1]}}";

    Event event = EventCodec.decode("started.1", stored.getBytes(StandardCharsets.UTF_8));

    assertThat(event).isInstanceOf(Event.Started.class);
  }

  @Test
  void factsInRowsComeBackAsTheyWereAndAreAscii() {
    String row = RowCodec.facts(Samples.full("e1"));

    assertThat(RowCodec.facts(row)).isEqualTo(Samples.full("e1"));
    assertThat(row).matches("\\p{ASCII}*");
  }

  static Stream<Facts> factsWithMore() {
    return Stream.of(Samples.demanding("e1"), Samples.keyed("e1"));
  }

  @ParameterizedTest
  @MethodSource("factsWithMore")
  @Tag("C18")
  void whatABoxAsksForAndTheFingerprintComeBackFromRowsEventsAndStates(Facts facts) {
    Event accepted = new Event.Accepted(facts);
    State state = Execution.evolve(Execution.initial(), accepted);

    Encoded event = EventCodec.encode(accepted);
    Encoded snapshot = StateCodec.encode(state);

    assertThat(RowCodec.facts(RowCodec.facts(facts))).isEqualTo(facts);
    assertThat(EventCodec.decode(event.manifest(), event.bytes().toByteArray()))
        .isEqualTo(accepted);
    assertThat(StateCodec.decode(snapshot.manifest(), snapshot.bytes().toByteArray()))
        .isEqualTo(state);
  }
}
