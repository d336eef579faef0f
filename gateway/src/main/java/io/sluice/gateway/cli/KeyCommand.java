package io.sluice.gateway.cli;

import io.sluice.protocol.client.KeyInfo;
import io.sluice.protocol.client.SluiceClient;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice key}: its parts are subcommands. */
@Command(name = "key", description = "Make, list and revoke API keys.")
final class KeyCommand {
  private KeyCommand() {}

  static picocli.CommandLine commandLine(Console console) {
    return new picocli.CommandLine(new KeyCommand())
        .addSubcommand(new Create(console))
        .addSubcommand(new ListAll(console))
        .addSubcommand(new Revoke(console));
  }

  /** {@code sluice key create}. */
  @Command(name = "create", description = "Make a key; it is printed this once, on stdout.")
  static final class Create implements Callable<Integer> {
    private final Console console;

    @Mixin DataOption data = new DataOption();

    @Parameters(paramLabel = "NAME", description = "what you call it")
    String name = "";

    @Option(
        names = "--scope",
        paramLabel = "SCOPE",
        description = "user, admin or runner (default user)")
    List<String> scopes = List.of("user");

    Create(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() throws UserFailure {
      try (SluiceClient client = new Discovery(console, data.path).running()) {
        KeyInfo.Created made = client.createKey(name, scopes);
        console.printer().println(made.secret());
        console.say("made the key " + made.key().id() + "; it is not shown again");
        return 0;
      }
    }
  }

  /** {@code sluice key list}. */
  @Command(name = "list", description = "List keys, without their secrets.")
  static final class ListAll implements Callable<Integer> {
    private static final String ROW = "%-36s  %-24s  %-16s  %-30s  %s%n";

    private final Console console;

    @Mixin DataOption data = new DataOption();

    ListAll(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() throws UserFailure {
      try (SluiceClient client = new Discovery(console, data.path).running()) {
        List<KeyInfo> keys = client.keys();
        PrintStream out = console.printer();
        out.printf(Locale.ROOT, ROW, "KEY", "NAME", "SCOPES", "CREATED", "REVOKED");
        keys.forEach(key -> print(out, key));
        return 0;
      }
    }

    private static void print(PrintStream out, KeyInfo key) {
      out.printf(
          Locale.ROOT,
          ROW,
          key.id(),
          key.name().replaceAll("\\p{Cntrl}", "?"),
          String.join(",", key.scopes()),
          key.createdAt() == null ? "-" : key.createdAt(),
          key.revokedAt() == null ? "-" : key.revokedAt());
    }
  }

  /** {@code sluice key revoke}. */
  @Command(name = "revoke", description = "Make a key useless.")
  static final class Revoke implements Callable<Integer> {
    private final Console console;

    @Mixin DataOption data = new DataOption();

    @Parameters(paramLabel = "KEY", description = "its id")
    String key = "";

    Revoke(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() throws UserFailure {
      try (SluiceClient client = new Discovery(console, data.path).running()) {
        client.revokeKey(key);
        return 0;
      }
    }
  }
}
