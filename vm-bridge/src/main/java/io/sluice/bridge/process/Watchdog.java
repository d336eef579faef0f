package io.sluice.bridge.process;

import io.sluice.bridge.process.PosixSpawn.Action;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small shell in a session of its own that reads from a pipe which only this process holds. The
 * pipe's end means that this process died; then the shell ends what is left of the life, and
 * itself. One that is killed is replaced.
 */
final class Watchdog {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
  private static final int O_WRONLY = 1;
  private static final int KILL = 9;
  private static final long REPLACE_NANOS = 1_000_000_000L;

  private final Reactor reactor;
  private final Life life;
  private final List<Path> besides;
  private final String script;
  private @Nullable Running running;
  private boolean dismissed;

  private Watchdog(Reactor reactor, Life life, List<Path> besides, String script) {
    this.reactor = reactor;
    this.life = life;
    this.besides = List.copyOf(besides);
    this.script = script;
  }

  private record Started(int pid, int pipe) {}

  /** A shell that reads from the pipe; {@code exit} becomes readable when it ends. */
  private record Running(int pid, int pipe, int exit, Reactor.Watch watch) {}

  /**
   * @param besides other control groups of the life, to be removed when nobody is left
   * @throws IOException when it cannot be started
   */
  static Watchdog over(Reactor reactor, Life life, List<Path> besides) throws IOException {
    Watchdog watchdog = new Watchdog(reactor, life, besides, script());
    Started started = watchdog.spawn();
    reactor.execute(() -> watchdog.watch(started));
    return watchdog;
  }

  private static String script() throws IOException {
    try (InputStream resource = Watchdog.class.getResourceAsStream("watchdog.sh")) {
      if (resource == null) {
        throw new IOException("the watchdog's script is missing");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The pid, and our end of the pipe, which no child inherits. */
  private Started spawn() throws SystemCallFailed {
    Descriptors.Pipe pipe = Descriptors.pipe();
    try {
      return new Started(OwnChildren.spawn(plan(pipe.readEnd())), pipe.writeEnd());
    } catch (SystemCallFailed failed) {
      Descriptors.close(pipe.writeEnd());
      throw failed;
    } finally {
      Descriptors.close(pipe.readEnd());
    }
  }

  private PosixSpawn.Plan plan(int readEnd) {
    ControlGroup group = life.group();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                script,
                "sluice-watchdog",
                Family.MARK_VARIABLE + "=" + Family.mark(life.name(), ""),
                group == null ? "" : group.directory().toString()));
    besides.forEach(directory -> arguments.add(directory.toString()));
    return new PosixSpawn.Plan(
        "/bin/sh",
        arguments,
        List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
        "/",
        List.of(
            new Action.Duplicate(readEnd, 0),
            new Action.Open("/dev/null", O_WRONLY, 1),
            new Action.Open("/dev/null", O_WRONLY, 2)));
  }

  private void watch(Started started) {
    try {
      int exit = Children.watchable(started.pid());
      Reactor.Watch watch = reactor.watch(exit, _ -> died());
      running = new Running(started.pid(), started.pipe(), exit, watch);
      watch.ask(Epoll.READABLE);
    } catch (SystemCallFailed failed) {
      LOG.warn("the watchdog is not watched: {}", failed.getMessage());
    }
  }

  private void died() {
    Running dead = running;
    if (dead == null) {
      return;
    }
    running = null;
    dead.watch().rest();
    Descriptors.close(dead.exit());
    Descriptors.close(dead.pipe());
    OwnChildren.reap(dead.pid());
    if (!dismissed) {
      LOG.warn("the watchdog ended; another one is started");
      reactor.schedule(REPLACE_NANOS, this::replace);
    }
  }

  private void replace() {
    if (dismissed) {
      return;
    }
    try {
      watch(spawn());
    } catch (SystemCallFailed failed) {
      LOG.warn("no watchdog can be started: {}", failed.getMessage());
      reactor.schedule(REPLACE_NANOS, this::replace);
    }
  }

  /** Nothing is left to watch. Before the reactor is closed. */
  void dismiss() {
    reactor.execute(
        () -> {
          dismissed = true;
          if (running != null) {
            Children.signal(running.pid(), KILL);
            died();
          }
        });
  }
}
