package io.sluice.gateway.cli;

import io.sluice.protocol.client.ClientFailure;
import io.sluice.protocol.model.OutputRule;
import io.sluice.protocol.model.UnattendedRule;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/**
 * The command line. Exit codes: that of the command that ran, 1 for a failure said in one line on
 * stderr, 2 for a wrong usage, 125 when nobody knows how the command ended, 122 when somebody else
 * took control of it.
 */
public final class Cli {
  @Command(
      name = "sluice",
      description = "Runs commands and never loses, repeats or reorders their output.",
      synopsisSubcommandLabel = "COMMAND")
  static final class Root {
    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        scope = ScopeType.INHERIT,
        description = "say how to use it")
    boolean help;
  }

  private Cli() {}

  /**
   * Runs one command of this process; blocks until it is over and returns its exit code.
   *
   * @param others commands that the application adds, by name
   */
  public static int run(
      String[] arguments, Launcher launcher, Map<String, Supplier<CommandLine>> others) {
    return run(arguments, launcher, Console.ofProcess(), others);
  }

  static int run(String[] arguments, Launcher launcher, Console console) {
    return run(arguments, launcher, console, Map.of());
  }

  private static int run(
      String[] arguments,
      Launcher launcher,
      Console console,
      Map<String, Supplier<CommandLine>> others) {
    Map<String, Supplier<CommandLine>> commands = commands(launcher, console);
    commands.putAll(others);
    CommandLine root = new CommandLine(new Root());
    Set<String> wanted = wanted(arguments, commands.keySet());
    commands.forEach(
        (name, command) -> {
          if (wanted.contains(name)) {
            root.addSubcommand(name, command.get());
          }
        });
    return configured(root, console).execute(arguments);
  }

  /** Building a command's model takes time at each start: only the one that is named. */
  private static Set<String> wanted(String[] arguments, Set<String> all) {
    return arguments.length > 0 && all.contains(arguments[0]) ? Set.of(arguments[0]) : all;
  }

  private static Map<String, Supplier<CommandLine>> commands(Launcher launcher, Console console) {
    Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
    commands.put("run", () -> runCommand(console));
    commands.put("attach", () -> new CommandLine(new AttachCommand(console)));
    commands.put("serve", () -> new CommandLine(new ServeCommand(console, launcher)));
    commands.put("runner", () -> new CommandLine(new RunnerCommand(console, launcher)));
    commands.put("ps", () -> new CommandLine(new PsCommand(console)));
    commands.put("logs", () -> new CommandLine(new LogsCommand(console)));
    commands.put(
        "replay",
        () ->
            new CommandLine(new ReplayCommand(console)).setCaseInsensitiveEnumValuesAllowed(true));
    commands.put("grep", () -> grepCommand(console));
    commands.put("wait", () -> new CommandLine(new WaitCommand(console)));
    commands.put("kill", () -> new CommandLine(new KillCommand(console)));
    commands.put("demo", () -> new CommandLine(new DemoCommand(console)));
    commands.put("runners", () -> RunnersCommand.commandLine(console));
    commands.put("audit", () -> new CommandLine(new AuditCommand(console)));
    commands.put("key", () -> KeyCommand.commandLine(console));
    commands.put("warm-up", () -> new CommandLine(new WarmUpCommand(launcher)));
    return commands;
  }

  private static CommandLine grepCommand(Console console) {
    return new CommandLine(new GrepCommand(console)).setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** What follows the program's name belongs to the program. */
  private static CommandLine runCommand(Console console) {
    return new CommandLine(new RunCommand(console)).setStopAtPositional(true);
  }

  private static CommandLine configured(CommandLine root, Console console) {
    return root.registerConverter(Duration.class, refusing(Durations::parse))
        .registerConverter(UnattendedRule.class, refusing(Cli::unattended))
        .registerConverter(OutputRule.class, refusing(LogOptions::output))
        .registerConverter(ListenAddress.class, refusing(ListenAddress::parse))
        .registerConverter(Path.class, Path::of)
        .setParameterExceptionHandler((mistake, _) -> usage(mistake, console))
        .setExecutionExceptionHandler((failure, _, _) -> failure(failure, console))
        .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
  }

  private static UnattendedRule unattended(String text) {
    if (text.equals("never")) {
      return new UnattendedRule.Never();
    }
    try {
      return new UnattendedRule.After(Durations.parse(text));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("either never, or " + wrong.getMessage(), wrong);
    }
  }

  private static <T> ITypeConverter<T> refusing(ITypeConverter<T> parser) {
    return text -> {
      try {
        return parser.convert(text);
      } catch (IllegalArgumentException wrong) {
        throw new TypeConversionException(wrong.getMessage());
      }
    };
  }

  private static int usage(ParameterException mistake, Console console) {
    String command = mistake.getCommandLine().getCommandSpec().qualifiedName();
    console.say(oneLine(mistake.getMessage()) + " (see '" + command + " --help')");
    return ExitCodes.USAGE;
  }

  private static int failure(Exception failure, Console console) {
    return switch (failure) {
      case UserFailure user -> {
        console.say(oneLine(user.getMessage()));
        yield ExitCodes.FAILURE;
      }
      case ClientFailure client -> {
        console.say(oneLine(client.getMessage()));
        yield ExitCodes.FAILURE;
      }
      case InterruptedException _ -> ExitCodes.signalled(2);
      default -> {
        console.say("this is a mistake of sluice itself: " + oneLine(failure.toString()));
        if (console.environment().containsKey("SLUICE_DEBUG")) {
          failure.printStackTrace(console.printer());
        }
        yield ExitCodes.FAILURE;
      }
    };
  }

  private static String oneLine(@Nullable String message) {
    return message == null ? "no reason was given" : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
