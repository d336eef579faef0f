package io.sluice.gateway.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.gateway.search.Scan.Follows;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralSearchTest {
  private static final String TEXT = "one error\r\ntwo\nthird errerror, error\nlast";

  @Test
  void aMatchIsToldWithItsPlaceItsTimeAndItsLine() throws Exception {
    Chunks log = Chunks.of("one\n", "two er").err("error").out("ror three\r\nfour");

    List<Match> found = Searching.literal("error").in(log);

    assertThat(found).hasSize(2);
    assertThat(found.getFirst().offset().bytes()).isEqualTo(8);
    assertThat(found.getFirst().channelOffset()).isEqualTo(8);
    assertThat(found.getFirst().timeMicros()).isEqualTo(2);
    assertThat(found.getFirst().line()).isEqualTo(2);
    assertThat(found.getFirst().lineStart()).isEqualTo(4);
    assertThat(found.getFirst().before()).isEqualTo("two ");
    assertThat(found.getFirst().match()).isEqualTo("error");
    assertThat(found.getFirst().after()).isEqualTo(" three");
    assertThat(found.getFirst().partial()).isFalse();
    assertThat(found.getLast().channel()).isEqualTo(Channel.STDERR);
    assertThat(found.getLast().offset().bytes()).isEqualTo(10);
    assertThat(found.getLast().channelOffset()).isZero();
  }

  @Test
  @Tag("O26")
  void noMatchSpansTwoChannels() throws Exception {
    Chunks log = new Chunks().out("er").err("ror").out("ror").err("er");

    assertThat(Searching.literal("error").in(log))
        .extracting(Match::channel)
        .containsExactly(Channel.STDOUT);
    assertThat(Searching.literal("error").only(Channel.STDERR).in(log)).isEmpty();
  }

  @Test
  void whereChunksEndAndRequestsStopMakesNoDifference() throws Exception {
    for (String wanted : List.of("error", "err", "o", "\n", "r\ntwo", "rr", "last", "nothing")) {
      List<Match> whole = timeless(Searching.literal(wanted).in(Chunks.of(TEXT)));
      for (int cut = 1; cut < TEXT.length(); cut++) {
        Chunks two = Chunks.of(TEXT.substring(0, cut), TEXT.substring(cut));
        assertThat(timeless(Searching.literal(wanted).in(two)))
            .as("cut at %d", cut)
            .isEqualTo(whole);
      }
      for (int size = 1; size < 6; size++) {
        Chunks many = Chunks.cut(bytes(TEXT), size);
        assertThat(timeless(Searching.literal(wanted).byRequestsOf(1).in(many))).isEqualTo(whole);
        assertThat(timeless(Searching.literal(wanted).byPagesOf(3).byRequestsOf(2).in(many)))
            .isEqualTo(whole);
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** When a chunk was written depends on the chunks. */
  private static List<Match> timeless(List<Match> matches) {
    return matches.stream()
        .map(
            match ->
                new Match(
                    match.offset(),
                    match.channel(),
                    match.channelOffset(),
                    match.length(),
                    0,
                    match.line(),
                    match.lineStart(),
                    match.before(),
                    match.match(),
                    match.after(),
                    match.partial()))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void againstSeededNoiseItFindsWhatANaiveSearchFinds(long seed) throws Exception {
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      Chunks log = noise(random);
      String wanted = letters(random, 1 + random.nextInt(4));
      for (Channel channel : Channel.values()) {
        List<Match> found =
            Searching.literal(wanted)
                .only(channel)
                .byRequestsOf(1 + random.nextInt(5))
                .byPagesOf(1 + random.nextInt(5))
                .in(log);

        String text = text(log, channel);
        assertThat(found.stream().map(Match::channelOffset)).isEqualTo(naive(text, wanted));
        assertThat(found).allSatisfy(match -> requireTrue(log, text, match));
      }
    }
  }

  private static Chunks noise(Random random) {
    Chunks log = new Chunks();
    for (int chunk = 0; chunk < 60; chunk++) {
      String text = letters(random, random.nextInt(12));
      Chunks _ = random.nextInt(3) == 0 ? log.err(text) : log.out(text);
    }
    return log;
  }

  private static String letters(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("aaab\n".charAt(random.nextInt(5)));
    }
    return text.toString();
  }

  private static String text(Chunks log, Channel channel) {
    StringBuilder text = new StringBuilder();
    log.all().stream()
        .filter(chunk -> chunk.channel() == channel)
        .forEach(
            chunk ->
                text.append(new String(chunk.payload().toByteArray(), StandardCharsets.UTF_8)));
    return text.toString();
  }

  private static List<Long> naive(String text, String wanted) {
    List<Long> places = new ArrayList<>();
    int at = text.indexOf(wanted);
    while (at >= 0) {
      places.add((long) at);
      at = text.indexOf(wanted, at + wanted.length());
    }
    return places;
  }

  private static void requireTrue(Chunks log, String text, Match match) {
    int at = (int) match.channelOffset();
    String before = text.substring(0, at);
    assertThat(match.line()).isEqualTo(before.chars().filter(c -> c == '\n').count() + 1);
    assertThat(match.lineStart()).isEqualTo(before.lastIndexOf('\n') + 1);
    assertThat(match.before()).isEqualTo(before.substring(before.lastIndexOf('\n') + 1));
    assertThat(log.from(match.offset().bytes()).getFirst().timeMicros())
        .isEqualTo(match.timeMicros());
  }

  @Test
  void lettersAreFoundInEitherCaseWhenThatIsAskedFor() throws Exception {
    Searching search = new Searching(Sought.literal("ErrOr É", true), null, 10, 1);

    List<Match> found = search.in(Chunks.of("ERROR É, error É, error é"));

    assertThat(found).extracting(Match::match).containsExactly("ERROR É", "error É");
  }

  @Test
  @Tag("O25")
  void bytesThatAreNoTextAreLookedThroughAndShownWithReplacement() throws Exception {
    Payload bytes = Payload.owning(new byte[] {(byte) 0xff, 'a', 'b', (byte) 0xc3, 0, '\n'});
    Chunks log = new Chunks().add(Channel.STDOUT, bytes);

    Match found = Searching.literal("ab").in(log).getFirst();

    assertThat(found.channelOffset()).isEqualTo(1);
    assertThat(found.before()).isEqualTo("\ufffd");
    assertThat(found.after()).isEqualTo("\ufffd\0");
  }

  @Test
  void ofALongLineAPartIsShownAndThatIsSaid() throws Exception {
    Chunks log = Chunks.of("é".repeat(5000) + "x" + "y".repeat(9000) + "\n");

    Match found = Searching.literal("x").in(log).getFirst();

    assertThat(found.partial()).isTrue();
    assertThat(found.before()).isEqualTo("é".repeat(512));
    assertThat(found.after()).isEqualTo("y".repeat(1024));
    assertThat(found.lineStart()).isZero();
  }

  @Test
  void aMatchWaitsForTheRestOfItsLineUnlessThereIsNothingYet() throws Exception {
    Sought sought = Sought.literal("name", false);
    StreamScan scan = new StreamScan(sought, null, LogPosition.START, new Allowance(() -> 0, 10));
    Chunks log = Chunks.of("your name", ": x\n");

    scan.take(log.all().getFirst());
    boolean all = scan.search(Follows.MORE);
    int before = scan.matches().size();
    scan.search(Follows.NOTHING_YET);
    LogPosition position = scan.position();

    assertThat(all).isTrue();
    assertThat(before).isZero();
    assertThat(scan.matches()).singleElement().extracting(Match::partial).isEqualTo(true);
    StreamScan later = new StreamScan(sought, null, position, new Allowance(() -> 0, 10));
    log.from(position.readFrom()).forEach(later::take);
    assertThat(later.search(Follows.NOTHING)).isTrue();
    assertThat(later.matches()).isEmpty();
  }

  @Test
  @Tag("O24")
  void whatIsSpreadTooFarIsNoMatchAndNothingIsKeptForIt() throws Exception {
    Payload flood = Payload.owning(new byte[1024 * 1024]);
    Chunks near = new Chunks().err("er");
    Chunks far = new Chunks().err("x\ner");
    for (int i = 0; i < 7; i++) {
      near.add(Channel.STDOUT, flood);
    }
    for (int i = 0; i < 9; i++) {
      far.add(Channel.STDOUT, flood);
    }

    List<Match> together = Searching.literal("error").in(near.err("ror"));
    List<Match> apart = Searching.literal("error").in(far.err("ror error\nerror\n"));

    assertThat(together).hasSize(1);
    assertThat(apart).extracting(Match::line).containsExactly(2L, 3L);
    StreamScan scan =
        new StreamScan(
            Sought.literal("error", false), null, LogPosition.START, new Allowance(() -> 0, 9));
    far.all()
        .subList(0, 10)
        .forEach(
            chunk -> {
              scan.take(chunk);
              assertThat(scan.search(Follows.MORE)).isTrue();
            });
    assertThat(scan.position().readFrom()).isGreaterThanOrEqualTo(scan.reached() - Scan.MAX_SPREAD);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1025})
  void aPatternHasABoundedLength(int length) {
    assertThatThrownBy(() -> Sought.literal("x".repeat(length), false))
        .isInstanceOf(Sought.Unusable.class);
    assertThatThrownBy(() -> Sought.expression("x".repeat(length), false))
        .isInstanceOf(Sought.Unusable.class);
  }
}
