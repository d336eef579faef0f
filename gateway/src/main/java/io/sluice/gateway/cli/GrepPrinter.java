package io.sluice.gateway.cli;

import io.sluice.protocol.client.SearchHit;
import io.sluice.protocol.model.Channel;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prints lines as grep does: each once, however many matches it has. */
final class GrepPrinter {
  private static final String MATCH = "\033[1;31m";
  private static final String PREFIX = "\033[35m";
  private static final String PLAIN = "\033[0m";

  private final GrepOutput output;
  private final boolean named;
  private final boolean terminal;
  private final PrintStream out;
  private final Map<Source, Long> lastLines = new HashMap<>();
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private boolean found;

  /** What has lines. */
  private record Source(String execution, Channel channel) {}

  /** A line, or of one that is not shown whole a part around a match. */
  private record Key(Source source, long lineStart, @Nullable Long partAt) {}

  /**
   * @param named whether each line begins with its execution
   */
  GrepPrinter(Console console, GrepOutput output, boolean named) {
    this.output = output;
    this.named = named;
    this.terminal =
        Optional.ofNullable(System.console()).map(found -> found.isTerminal()).orElse(false);
    this.out = console.printer();
  }

  boolean found() {
    return found;
  }

  /** Whether nobody reads any more. */
  boolean isClosed() {
    return out.checkError();
  }

  void print(List<SearchHit> hits) {
    Map<Key, List<SearchHit>> lines = new LinkedHashMap<>();
    for (SearchHit hit : hits) {
      found = true;
      Source source = new Source(hit.executionId(), hit.channel());
      Key key = new Key(source, hit.lineStart(), hit.partial() ? Long.valueOf(hit.offset()) : null);
      lines.computeIfAbsent(key, _ -> new ArrayList<>()).add(hit);
    }
    lines.forEach(this::print);
  }

  private void print(Key key, List<SearchHit> hits) {
    Long last = lastLines.put(key.source(), key.lineStart());
    boolean again = last != null && last == key.lineStart();
    if (!again) {
      counts.merge(key.source().execution(), 1L, Long::sum);
    }
    boolean partial = hits.getFirst().partial();
    if (!output.count && (partial || !again)) {
      out.println(prefix(hits.getFirst()) + text(hits));
    }
  }

  private String prefix(SearchHit hit) {
    StringBuilder prefix = new StringBuilder();
    add(prefix, named, hit.executionId());
    add(prefix, output.lines, hit.line() == null ? "-" : hit.line());
    add(prefix, output.offsets, hit.offset());
    add(prefix, output.times, time(hit));
    return isColored() && !prefix.isEmpty() ? PREFIX + prefix + PLAIN : prefix.toString();
  }

  private static void add(StringBuilder prefix, boolean wanted, Object value) {
    if (wanted) {
      prefix.append(value).append(':');
    }
  }

  private static String time(SearchHit hit) {
    String at = hit.at();
    return at == null ? String.format(Locale.ROOT, "+%.6fs", hit.timeMicros() / 1e6) : at;
  }

  private String text(List<SearchHit> hits) {
    String line = hits.getFirst().text();
    if (!isColored()) {
      return shown(line);
    }
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (SearchHit hit : hits) {
      int from = Math.max(at, hit.before().length());
      int to = Math.max(from, Math.min(line.length(), from + hit.match().length()));
      text.append(shown(line.substring(at, from)));
      text.append(MATCH).append(shown(line.substring(from, to))).append(PLAIN);
      at = to;
    }
    return text.append(shown(line.substring(at))).toString();
  }

  /** What a command wrote must not steer the terminal of whoever looks for something in it. */
  private String shown(String text) {
    return terminal ? text.replaceAll("[\\p{Cntrl}&&[^\\t\\n]]", "?") : text;
  }

  private boolean isColored() {
    return switch (output.color) {
      case AUTO -> terminal;
      case ALWAYS -> true;
      case NEVER -> false;
    };
  }

  /** What is known only when all was searched. */
  void end() {
    if (output.count && !named) {
      out.println(counts.values().stream().mapToLong(Long::longValue).sum());
    } else if (output.count) {
      counts.forEach((execution, count) -> out.println(execution + ":" + count));
    }
  }
}
