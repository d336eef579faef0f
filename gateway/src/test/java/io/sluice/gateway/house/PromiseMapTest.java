package io.sluice.gateway.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Holds {@code docs/promises.md} and the tags of tests together. In that file a row {@code | O1 |
 * text | `SomeTest.someSentence` … |} is a promise kept, a line {@code Open: O2, O3} names those
 * that no test shows yet.
 *
 * <p>{@code -Dsluice.promises.write=true} writes the tests' column anew; a promise's row itself,
 * with its sentence, is written by hand.
 */
class PromiseMapTest {
  private static final Path DOCUMENT = JavaSources.ROOT.resolve("gateway/docs/promises.md");

  /** First light and the consumer contract. */
  private static final Set<String> BUILT =
      Stream.of(
              ids("O", 1, 35),
              ids("I", 1, 12),
              ids("C", 1, 7),
              ids("C", 14, 18),
              ids("C", 21, 22),
              Stream.of("L5", "L7", "L9", "L10", "L11", "L16", "L17", "L18", "T1"))
          .flatMap(ids -> ids)
          .collect(Collectors.toSet());

  private static final Pattern ROW = Pattern.compile("^(\\| *([A-Z]\\d+) *\\|[^|]*\\|)([^|]*)\\|$");
  private static final Pattern ID = Pattern.compile("[A-Z]\\d+");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  @Test
  void everyKeptPromiseNamesExactlyTheTestsThatCarryItsTag() throws IOException {
    Map<String, Set<String>> tagged = tagged();
    if (Boolean.getBoolean("sluice.promises.write")) {
      write(tagged);
    }

    Map<String, Set<String>> written = written();

    assertThat(written).isEqualTo(tagged);
  }

  @Test
  void aPromiseIsEitherKeptOrOpen() throws IOException {
    Set<String> kept = written().keySet();

    Set<String> open = open();

    assertThat(open).doesNotContainAnyElementsOf(kept);
  }

  @Test
  void whatIsBuiltKeepsItsPromises() throws IOException {
    assertThat(written().keySet()).containsAll(BUILT);
  }

  private static Stream<String> ids(String letter, int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(number -> letter + number);
  }

  private static Map<String, Set<String>> tagged() throws IOException {
    Map<String, Set<String>> tests = new TreeMap<>();
    for (JavaSources.Method method : JavaSources.methods()) {
      for (String tag : method.tags()) {
        if (ID.matcher(tag).matches()) {
          tests.computeIfAbsent(tag, _ -> new TreeSet<>()).add(method.title());
        }
      }
    }
    return tests;
  }

  private static Map<String, Set<String>> written() throws IOException {
    Map<String, Set<String>> rows = new TreeMap<>();
    for (String line : lines()) {
      ROW.matcher(line)
          .results()
          .forEach(row -> rows.put(row.group(2), all(QUOTED, row.group(3), 1)));
    }
    return rows;
  }

  private static void write(Map<String, Set<String>> tagged) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line : lines()) {
      Matcher row = ROW.matcher(line);
      text.append(row.matches() ? row.group(1) + column(tagged.get(row.group(2))) : line)
          .append('\n');
    }
    Files.writeString(DOCUMENT, text);
  }

  private static String column(@Nullable Set<String> tests) {
    return (tests == null ? Stream.<String>of() : tests.stream())
        .map(test -> "`" + test + "`")
        .collect(Collectors.joining(", ", " ", " |"));
  }

  private static Set<String> open() throws IOException {
    return lines().stream()
        .filter(line -> line.startsWith("Open: "))
        .flatMap(line -> all(ID, line, 0).stream())
        .collect(Collectors.toSet());
  }

  private static Set<String> all(Pattern pattern, String text, int group) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(group))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> lines() throws IOException {
    return Arrays.asList(Files.readString(DOCUMENT).split("\n"));
  }
}
