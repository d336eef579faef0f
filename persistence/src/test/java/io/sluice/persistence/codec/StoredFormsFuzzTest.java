package io.sluice.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.persistence.support.Samples;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.execution.Outcome;
import io.sluice.protocol.model.ExitStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged store gives typed errors: a record is reported and passed over. */
class StoredFormsFuzzTest {
  private static final int ROUNDS = 2_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void damagedEventsAndStatesAreReadOrUnreadable(long seed) {
    Random random = new Random(seed);
    List<Encoded> stored = new ArrayList<>();
    Samples.events().forEach(event -> stored.add(EventCodec.encode(event)));
    Samples.states().forEach(state -> stored.add(StateCodec.encode(state)));
    int unreadable = 0;

    for (int round = 0; round < ROUNDS; round++) {
      Encoded entry = stored.get(random.nextInt(stored.size()));
      String manifest = random.nextInt(20) == 0 ? "noise.1" : entry.manifest();
      byte[] damaged = damaged(entry.bytes().toByteArray(), random);
      unreadable += isUnreadable(() -> EventCodec.decode(manifest, damaged.clone())) ? 1 : 0;
      unreadable += isUnreadable(() -> StateCodec.decode(manifest, damaged)) ? 1 : 0;
    }

    assertThat(unreadable).isBetween(ROUNDS, 2 * ROUNDS - 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void damagedRowsAreReadOrUnreadable(long seed) {
    Random random = new Random(seed);
    Outcome outcome = new Outcome(new ExitStatus.Signalled(9), EndReason.KILLED, true);
    int unreadable = 0;

    for (int round = 0; round < ROUNDS; round++) {
      String facts = damaged(RowCodec.facts(Samples.keyed("e1")), random);
      String end = damaged(RowCodec.outcome(outcome), random);
      String map = damaged(RowCodec.map(Map.of("team", "a", "b", "")), random);
      unreadable += isUnreadable(() -> RowCodec.facts(facts)) ? 1 : 0;
      unreadable += isUnreadable(() -> RowCodec.outcome(end)) ? 1 : 0;
      unreadable += isUnreadable(() -> RowCodec.map(map)) ? 1 : 0;
    }

    assertThat(unreadable).isBetween(ROUNDS, 3 * ROUNDS - 1);
  }

  private static boolean isUnreadable(Runnable reading) {
    try {
      reading.run();
      return false;
    } catch (UnreadableEntry expected) {
      return true;
    }
  }

  private static String damaged(String good, Random random) {
    byte[] bytes = good.getBytes(StandardCharsets.ISO_8859_1);
    return new String(damaged(bytes, random), StandardCharsets.ISO_8859_1);
  }

  private static byte[] damaged(byte[] good, Random random) {
    byte[] bytes =
        random.nextInt(4) == 0 ? Arrays.copyOf(good, random.nextInt(good.length + 4)) : good;
    for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
