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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionSearchTest {
  private static final String TEXT = "one 12ms\r\ntwo 7ms, 9ms\n\nlast é5ms";

  @Test
  void anExpressionIsMatchedLineByLine() throws Exception {
    List<Match> found = Searching.expression("[0-9]+ms$").in(Chunks.of(TEXT));

    assertThat(found).extracting(Match::match).containsExactly("12ms", "9ms", "5ms");
    assertThat(found).extracting(Match::line).containsExactly(1L, 2L, 4L);
    assertThat(found).extracting(Match::before).containsExactly("one ", "two 7ms, ", "last é");
    assertThat(found).extracting(Match::partial).containsOnly(false);
  }

  @Test
  void whereChunksEndAndRequestsStopMakesNoDifference() throws Exception {
    for (String wanted : List.of("[0-9]+ms", "^t", "^$", "m?s", "(?i)LAST .", "\\bo", "x*")) {
      List<Long> whole = places(Searching.expression(wanted).in(Chunks.of(TEXT)));
      assertThat(whole).as(wanted).isNotEmpty();
      byte[] bytes = TEXT.getBytes(StandardCharsets.UTF_8);
      for (int size = 1; size < bytes.length; size++) {
        Chunks many = Chunks.cut(bytes, size);
        Searching search = Searching.expression(wanted);
        assertThat(places(search.byRequestsOf(1).in(many))).as("by %d", size).isEqualTo(whole);
        assertThat(places(search.byPagesOf(2).in(many))).as("by %d", size).isEqualTo(whole);
      }
    }
  }

  private static List<Long> places(List<Match> matches) {
    return matches.stream().map(Match::channelOffset).toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void againstSeededNoiseItFindsWhatTheJavaLibraryFinds(long seed) throws Exception {
    Random random = new Random(seed);
    for (String wanted : List.of("a+b", "ba?", "^a", "b$", "(ab|ba)a", "[^a]b")) {
      for (int round = 0; round < 10; round++) {
        Chunks log = new Chunks();
        StringBuilder text = new StringBuilder();
        for (int chunk = 0; chunk < 50; chunk++) {
          String piece = letters(random, random.nextInt(8));
          boolean err = random.nextInt(4) == 0;
          Chunks _ = err ? log.err(piece) : log.out(piece);
          text.append(err ? "" : piece);
        }

        List<Match> found =
            Searching.expression(wanted)
                .only(Channel.STDOUT)
                .byRequestsOf(1 + random.nextInt(4))
                .byPagesOf(1 + random.nextInt(4))
                .in(log);

        assertThat(places(found)).isEqualTo(naive(text.toString(), wanted));
      }
    }
  }

  private static String letters(Random random, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("aabb\n".charAt(random.nextInt(5)));
    }
    return text.toString();
  }

  private static List<Long> naive(String text, String wanted) {
    List<Long> places = new ArrayList<>();
    Pattern pattern = Pattern.compile(wanted);
    int start = 0;
    while (start < text.length()) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline;
      Matcher matcher = pattern.matcher(text.substring(start, end));
      while (matcher.find()) {
        places.add((long) start + matcher.start());
      }
      start = end + 1;
    }
    return places;
  }

  @Test
  @Tag("O25")
  void bytesThatAreNoTextHideNothingAroundThem() throws Exception {
    byte[] bytes = {(byte) 0xe2, 'e', 'r', 'r', (byte) 0xff, '1', (byte) 0xc3, (byte) 0xa9, '\n'};
    Chunks log = new Chunks().add(Channel.STDOUT, Payload.owning(bytes));

    List<Match> found = Searching.expression("err.[0-9]é$").in(log);

    assertThat(found).singleElement().extracting(Match::channelOffset).isEqualTo(1L);
    assertThat(found.getFirst().length()).isEqualTo(7);
  }

  @Test
  void charactersOutsideTheBasicPlaneKeepTheirPlaces() throws Exception {
    List<Match> found = Searching.expression("x+").byRequestsOf(1).in(Chunks.of("🚀x🚀xx\n"));

    assertThat(places(found)).containsExactly(4L, 9L);
  }

  @Test
  @Tag("O24")
  void aLongLineIsSearchedInPartsAndAMatchIsNeverLonger() throws Exception {
    Chunks log = Chunks.cut("x".repeat(40_000).getBytes(StandardCharsets.UTF_8), 999);

    List<Match> found = Searching.expression("x+").in(log);

    assertThat(found).extracting(Match::length).containsExactly(16_384, 16_384, 7_232);
    assertThat(found).extracting(Match::partial).containsOnly(true);
    assertThat(found).extracting(Match::line).containsOnly(1L);
  }

  @Test
  void aLineThatIsSpreadTooFarIsSearchedInPartsWhereverRequestsStop() throws Exception {
    Chunks log = new Chunks().err("ab");
    for (int i = 0; i < 9; i++) {
      log.add(Channel.STDOUT, Payload.owning(new byte[1024 * 1024]));
    }
    log.err("b\nab\n");

    List<Match> found = Searching.expression("ab+").byRequestsOf(1).in(log);

    assertThat(found).extracting(Match::match).containsExactly("ab", "ab");
    assertThat(found).extracting(Match::line).containsExactly(1L, 2L);
  }

  @Test
  void anUnfinishedLineIsLookedAtAsItStandsAndAgainWhenItGrows() throws Exception {
    Sought sought = Sought.expression("error [0-9]", false);
    Chunks log = Chunks.of("an err", "or 7 error 8\n");
    StreamScan scan = new StreamScan(sought, null, LogPosition.START, new Allowance(() -> 0, 10));

    scan.take(log.all().getFirst());
    scan.search(Follows.NOTHING_YET);
    LogPosition position = scan.position();
    StreamScan later = new StreamScan(sought, null, position, new Allowance(() -> 0, 10));
    log.from(position.readFrom()).forEach(later::take);
    later.search(Follows.NOTHING);

    assertThat(scan.matches()).isEmpty();
    assertThat(later.matches()).extracting(Match::match).containsExactly("error 7", "error 8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "a(b; position",
        "ab[c; position 2",
        "abc**; position 3",
        "a\\1; position 1",
        "(?=x); position 0",
        "a{1001}; position 1",
        "(a{100}){100}; position 8",
        "((a{30}b{2}){30}){30}; position 17",
        "(?i:x[(]{9}y){200}; position 13",
        "x{1,}{2000}; position 5",
        "(a|b|c|d|e|f){900}; too big"
      })
  void anExpressionThatIsWrongOrTooBigIsRefusedWithItsPlace(String wrong, String said) {
    assertThatThrownBy(() -> Sought.expression(wrong, false))
        .isInstanceOf(Sought.Unusable.class)
        .hasMessageContaining(said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "(\\d{1,3}\\.){3}\\d{1,3}",
        "\\Qa{2000}\\E",
        "[{2000}]",
        "a{,2000}"
      })
  void whatOnlyLooksBigIsTaken(String expression) throws Exception {
    assertThat(Sought.expression(expression, true)).isInstanceOf(Sought.Expression.class);
  }
}
