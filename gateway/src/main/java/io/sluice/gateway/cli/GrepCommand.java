package io.sluice.gateway.cli;

import io.sluice.protocol.client.ClientFailure;
import io.sluice.protocol.client.SearchPage;
import io.sluice.protocol.client.SearchRequest;
import io.sluice.protocol.client.SearchScope;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.client.SluiceProblem;
import io.sluice.protocol.model.Channel;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice grep}; its exit codes are those of grep. */
@Command(
    name = "grep",
    description = {
      "Print the lines of executions' output that hold something; of all executions when none is named.",
      "Exit code 0: found, 1: not found, 2: something failed."
    })
final class GrepCommand implements Callable<Integer> {
  private static final int NOT_FOUND = 1;
  private static final int FAILED = 2;
  private static final long PAUSE_MILLIS = 1_000;
  private static final int MAX_PAUSES = 60;

  private final Console console;

  @Mixin DataOption data = new DataOption();
  @Mixin GrepOutput output = new GrepOutput();

  @Option(
      names = {"-E", "--extended-regexp"},
      description = "the pattern is a regular expression (RE2), matched line by line")
  boolean expression;

  @Option(
      names = {"-F", "--fixed-strings"},
      description = "the pattern is text (default)")
  boolean literal;

  @Option(
      names = {"-i", "--ignore-case"},
      description = "upper and lower case are the same; of -F only of A to Z")
  boolean ignoreCase;

  @Option(names = "--channel", paramLabel = "NAME", description = "stdout or stderr alone")
  @Nullable String channel;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "of executions begun since then: 1h, or 2026-01-02T03:04:05Z")
  @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "of executions begun before then")
  @Nullable String until;

  @Option(
      names = "--label",
      paramLabel = "NAME=VALUE",
      description = "of executions with this label")
  Map<String, String> labels = new LinkedHashMap<>();

  @Parameters(index = "0", paramLabel = "PATTERN", description = "what to look for")
  String pattern = "";

  @Parameters(index = "1..*", paramLabel = "EXECUTION", description = "their ids")
  List<String> executions = new ArrayList<>();

  GrepCommand(Console console) {
    this.console = console;
  }

  /** One request of a search. */
  private interface Asking {
    SearchPage ask(@Nullable String cursor);
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      SearchRequest request = request();
      SearchScope scope = scope();
      try (SluiceClient client = new Discovery(console, data.path).running()) {
        GrepPrinter printer = new GrepPrinter(console, output, executions.size() != 1);
        boolean whole =
            executions.isEmpty()
                ? search(printer, cursor -> client.search(scope, request, cursor))
                : searchEach(client, request, printer);
        printer.end();
        return !whole ? FAILED : printer.found() ? 0 : NOT_FOUND;
      }
    } catch (UserFailure | ClientFailure failed) {
      console.say(String.valueOf(failed.getMessage()));
      return FAILED;
    }
  }

  private SearchRequest request() throws UserFailure {
    if (expression && literal) {
      throw new UserFailure("-E and -F do not go together");
    }
    return new SearchRequest(pattern, expression, ignoreCase, channel());
  }

  private @Nullable Channel channel() throws UserFailure {
    return switch (channel) {
      case null -> null;
      case "stdout" -> Channel.STDOUT;
      case "stderr" -> Channel.STDERR;
      default -> throw new UserFailure("--channel is stdout or stderr");
    };
  }

  private SearchScope scope() throws UserFailure {
    boolean limited = since != null || until != null || !labels.isEmpty();
    if (limited && !executions.isEmpty()) {
      throw new UserFailure("--since, --until and --label go with no named execution");
    }
    return new SearchScope(time("--since", since), time("--until", until), labels);
  }

  private static @Nullable Instant time(String option, @Nullable String text) throws UserFailure {
    if (text == null) {
      return null;
    }
    try {
      return text.endsWith("Z") ? Instant.parse(text) : Instant.now().minus(Durations.parse(text));
    } catch (DateTimeParseException | IllegalArgumentException wrong) {
      throw new UserFailure(
          option + " is how long ago, like 1h, or a time that ends with Z", wrong);
    }
  }

  /** What cannot be searched does not hold up the others. */
  private boolean searchEach(SluiceClient client, SearchRequest request, GrepPrinter printer)
      throws InterruptedException {
    boolean whole = true;
    for (String execution : executions) {
      try {
        whole &= search(printer, cursor -> client.search(execution, request, cursor));
      } catch (ClientFailure | IllegalArgumentException failed) {
        console.say(execution + ": " + failed.getMessage());
        whole = false;
      }
    }
    return whole;
  }

  /** Follows the cursors to the end; false when something was left out. */
  private boolean search(GrepPrinter printer, Asking asking) throws InterruptedException {
    boolean whole = true;
    String cursor = null;
    while (true) {
      SearchPage page = ask(asking, cursor);
      printer.print(page.hits());
      for (SearchPage.Skipped skipped : page.skipped()) {
        console.say(skipped.executionId() + " was not searched: it is " + skipped.reason());
        whole &= skipped.reason().equals("gone");
      }
      if (page.complete() || page.next() == null || printer.isClosed()) {
        return whole;
      }
      cursor = page.next();
    }
  }

  /** Too many searches at once is no failure, but a reason to wait. */
  private static SearchPage ask(Asking asking, @Nullable String cursor)
      throws InterruptedException {
    for (int pauses = 0; ; pauses++) {
      try {
        return asking.ask(cursor);
      } catch (SluiceProblem refused) {
        if (refused.status() != 429 || pauses == MAX_PAUSES) {
          throw refused;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }
}
