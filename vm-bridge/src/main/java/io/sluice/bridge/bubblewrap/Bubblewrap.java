package io.sluice.bridge.bubblewrap;

import io.sluice.bridge.process.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Confines commands by bubblewrap: what the distribution installed, read only; the box's directory
 * as {@value #HOME}; a /tmp of the box; processes, network (loopback), host name and System V
 * objects of the execution's own; no capabilities.
 */
public final class Bubblewrap implements Sandbox {
  public static final String NAME = "bubblewrap";

  /** The box's directory, from inside. */
  static final String HOME = "/box";

  private static final String SHELL = "/bin/sh";
  private static final long PROBE_SECONDS = 10;

  /**
   * What a shell would drop from the environment or change in it, and what would have it load
   * something, is set behind it by {@code env}.
   */
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private static final List<String> SHELLS_OWN =
      List.of("PWD", "OLDPWD", "IFS", "SHLVL", "_", "PS4", "OPTIND", "PPID");

  private final Path program;
  private final Path setsid;
  private final Path env;
  private final String script;
  private final SystemView view;

  private Bubblewrap(Path program, Path setsid, Path env, String script, SystemView view) {
    this.program = program;
    this.setsid = setsid;
    this.env = env;
    this.script = script;
    this.view = view;
  }

  /** Whether there is bubblewrap here, and that works. */
  public sealed interface Found {
    /** A round trip through a sandbox was made. */
    record Usable(Bubblewrap sandbox) implements Found {}

    /**
     * It was not.
     *
     * @param why for the user, with what mends it
     */
    record Unusable(String why) implements Found {}
  }

  /**
   * Looks for it and tries it.
   *
   * @param searchPath as in PATH
   */
  public static Found find(String searchPath) throws InterruptedException {
    Path program = executable(searchPath, "bwrap");
    if (program == null) {
      return new Found.Unusable(
          "bwrap is not installed; install it, on Debian by: apt-get install bubblewrap");
    }
    Path setsid = executable("/usr/bin:/bin", "setsid");
    Path env = executable("/usr/bin:/bin", "env");
    if (setsid == null || env == null) {
      return new Found.Unusable("setsid is not installed; it is in the package util-linux");
    }
    try {
      Bubblewrap sandbox =
          new Bubblewrap(program, setsid, env, script(), SystemView.of(Path.of("/")));
      String complaint = sandbox.probe();
      return complaint == null
          ? new Found.Usable(sandbox)
          : new Found.Unusable("bwrap does not work here: " + complaint);
    } catch (IOException failed) {
      return new Found.Unusable("bwrap cannot be run: " + failed.getMessage());
    }
  }

  private static @Nullable Path executable(String searchPath, String name) {
    for (String place : searchPath.split(":", -1)) {
      Path candidate = Path.of(place.isEmpty() ? "." : place, name);
      if (candidate.isAbsolute()
          && Files.isRegularFile(candidate)
          && Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  private static String script() throws IOException {
    try (InputStream resource = Bubblewrap.class.getResourceAsStream("enter.sh")) {
      if (resource == null) {
        throw new IOException("the script enter.sh is missing");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Null: it works. */
  private @Nullable String probe() throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of(program.toString()));
    line.addAll(namespaces());
    line.addAll(view.options());
    line.addAll(List.of("--", SHELL, "-c", "exec \"$1\" true", "sh", setsid.toString()));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().clear();
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return "it gave no answer within " + PROBE_SECONDS + " s";
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.exitValue() == 0
        ? null
        : said.isBlank() ? "exit code " + process.exitValue() : said.strip();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("HOME", HOME, "TMPDIR", "/tmp");
  }

  @Override
  public Wrapped wrap(Inside inside) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("bwrap", "--args", Integer.toString(OPTIONS), "--"));
    arguments.addAll(List.of(SHELL, "-c", script, "sluice-enter"));
    String directory = inside.command().workingDirectory();
    arguments.add(directory == null ? "" : directory);
    arguments.add(inside.command().program());
    arguments.addAll(command(inside));
    return new Wrapped(program.toString(), arguments, options(inside));
  }

  /** What the script becomes in the end: leader of a session, then the command. */
  private List<String> command(Inside inside) {
    List<String> line = new ArrayList<>(List.of(setsid.toString()));
    if (inside.terminal() != null) {
      line.add("-c");
    }
    line.add("--");
    List<String> odd =
        inside.environment().entrySet().stream()
            .filter(variable -> isOdd(variable.getKey()))
            .map(variable -> variable.getKey() + "=" + variable.getValue())
            .toList();
    if (!odd.isEmpty()) {
      line.add(env.toString());
      line.addAll(odd);
    }
    line.add(inside.command().program());
    line.addAll(inside.command().arguments());
    return line;
  }

  private static boolean isOdd(String name) {
    return SHELLS_OWN.contains(name)
        || name.startsWith("LD_")
        || !PLAIN_NAME.matcher(name).matches();
  }

  private List<String> options(Inside inside) {
    List<String> options = new ArrayList<>(namespaces());
    options.addAll(view.options());
    options.addAll(List.of("--bind", inside.scratch().toString(), "/tmp"));
    options.addAll(List.of("--bind", inside.directory().toString(), HOME));
    if (inside.terminal() != null) {
      options.addAll(List.of("--dev-bind", inside.terminal(), "/dev/console"));
    }
    inside
        .environment()
        .forEach(
            (name, value) -> {
              if (!isOdd(name)) {
                options.addAll(List.of("--setenv", name, value));
              }
            });
    options.addAll(List.of("--chdir", HOME));
    return options;
  }

  /** Root needs no user namespace; who has one anyway has less to reach. */
  private static List<String> namespaces() {
    return List.of(
        "--unshare-user-try",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-ipc",
        "--unshare-uts",
        "--unshare-cgroup-try",
        "--hostname",
        "box",
        "--cap-drop",
        "ALL");
  }
}
