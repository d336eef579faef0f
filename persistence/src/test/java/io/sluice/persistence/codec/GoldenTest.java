package io.sluice.persistence.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.persistence.support.Samples;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.model.Payload;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The files hold what the first version stored, one {@code manifest hex} a line, in the order of
 * the samples. A line is never changed, only added: what is stored must decode for ever.
 */
class GoldenTest {
  @Test
  void eventsStoredByTheFirstVersionAreRead() throws Exception {
    List<Encoded> stored = golden("events-1.txt");

    List<Object> read = new ArrayList<>();
    stored.forEach(e -> read.add(EventCodec.decode(e.manifest(), e.bytes().toByteArray())));

    assertThat(read).isEqualTo(Samples.events());
  }

  @Test
  void statesStoredByTheFirstVersionAreRead() throws Exception {
    List<Encoded> stored = golden("states-1.txt");

    List<Object> read = new ArrayList<>();
    stored.forEach(e -> read.add(StateCodec.decode(e.manifest(), e.bytes().toByteArray())));

    assertThat(read).isEqualTo(Samples.states());
  }

  @Test
  void theFirstVersionIsStillWhatIsStored() throws Exception {
    List<Encoded> events = Samples.events().stream().map(EventCodec::encode).toList();
    List<Encoded> states = Samples.states().stream().map(StateCodec::encode).toList();

    assertThat(events).isEqualTo(golden("events-1.txt"));
    assertThat(states).isEqualTo(golden("states-1.txt"));
  }

  /** The files above hold starts without one: both forms are read, and written, for ever. */
  @Test
  @Tag("C18")
  void aStartWithAFingerprintIsReadAndStoredAsTheFirstVersionThatHadOneDid() throws Exception {
    Event accepted = new Event.Accepted(Samples.keyed("e3"));
    List<Encoded> stored = golden("accepted-with-fingerprint-1.txt");

    List<Event> read =
        stored.stream().map(e -> EventCodec.decode(e.manifest(), e.bytes().toByteArray())).toList();

    assertThat(read).containsExactly(accepted);
    assertThat(stored).containsExactly(EventCodec.encode(accepted));
  }

  @Test
  @Tag("C8")
  void whatConcernsTheUnattendedIsReadAndStoredAsTheFirstVersionThatKnewItDid() throws Exception {
    List<Encoded> stored = golden("unattended-1.txt");

    List<Event> read =
        stored.stream().map(e -> EventCodec.decode(e.manifest(), e.bytes().toByteArray())).toList();

    assertThat(read).isEqualTo(Samples.unattended());
    assertThat(stored).isEqualTo(Samples.unattended().stream().map(EventCodec::encode).toList());
  }

  @Test
  @Tag("O31")
  void whatConcernsLimitsOnOutputIsReadAndStoredAsTheFirstVersionThatKnewThemDid()
      throws Exception {
    List<Encoded> stored = golden("output-limit-1.txt");

    List<Event> read =
        stored.stream().map(e -> EventCodec.decode(e.manifest(), e.bytes().toByteArray())).toList();

    assertThat(read).isEqualTo(Samples.limited());
    assertThat(stored).isEqualTo(Samples.limited().stream().map(EventCodec::encode).toList());
  }

  private static List<Encoded> golden(String name) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(GoldenTest.class.getResourceAsStream("/golden/" + name))) {
      return new String(in.readAllBytes(), US_ASCII).lines().map(GoldenTest::line).toList();
    }
  }

  private static Encoded line(String line) {
    int space = line.indexOf(' ');
    byte[] bytes = HexFormat.of().parseHex(line.substring(space + 1));
    return new Encoded(line.substring(0, space), Payload.owning(bytes));
  }
}
