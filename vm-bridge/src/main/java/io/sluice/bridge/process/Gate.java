package io.sluice.bridge.process;

import io.sluice.bridge.process.PosixSpawn.Action;
import io.sluice.protocol.model.StartFailure;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Between a keeper and the command inside: what was said until the command could run, and the word
 * to go. Thus a process is known, and in its control group, before it does anything.
 */
final class Gate {
  private static final long PATIENCE_SECONDS = 30;
  private static final int MAX_SAID = 4096;
  private static final String READY = "ready";
  private static final String REFUSED = "refused ";

  private final Reactor reactor;
  private final Descriptors.Pipe says;
  private final Descriptors.Pipe mayGo;
  private final StringBuilder heard = new StringBuilder();
  private final CompletableFuture<String> said = new CompletableFuture<>();
  private Reactor.@Nullable Watch watch;

  private Gate(Reactor reactor, Descriptors.Pipe says, Descriptors.Pipe mayGo) {
    this.reactor = reactor;
    this.says = says;
    this.mayGo = mayGo;
  }

  static Gate open(Reactor reactor) throws SystemCallFailed {
    Descriptors.Pipe says = Descriptors.pipe();
    try {
      Descriptors.setNonBlocking(says.readEnd());
      return new Gate(reactor, says, Descriptors.pipe());
    } catch (SystemCallFailed failed) {
      Descriptors.close(says.readEnd());
      Descriptors.close(says.writeEnd());
      throw failed;
    }
  }

  List<Action> actions() {
    return List.of(
        new Action.Duplicate(says.writeEnd(), Sandbox.SAYS),
        new Action.Duplicate(mayGo.readEnd(), Sandbox.MAY_GO));
  }

  void closeTheirs() {
    Descriptors.close(says.writeEnd());
    Descriptors.close(mayGo.readEnd());
  }

  /**
   * Waits until the command could run.
   *
   * @throws StartRefused when it cannot; the keeper is the caller's to end
   */
  Confined await(int keeper) throws StartRefused {
    reactor.execute(this::listen);
    String text = text();
    if (text.startsWith(REFUSED)) {
      throw refused(text.substring(REFUSED.length()));
    }
    Confined confined = text.equals(READY) ? Confined.find(keeper) : null;
    if (confined == null) {
      String why = text.isBlank() ? "it ended before the command began" : text.strip();
      throw new StartRefused(
          StartFailure.REFUSED_BY_RUNNER, "the sandbox could not be made: " + why);
    }
    return confined;
  }

  private String text() throws StartRefused {
    try {
      return said.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
      throw new StartRefused(StartFailure.REFUSED_BY_RUNNER, "the start was interrupted");
    } catch (TimeoutException | ExecutionException failed) {
      throw new StartRefused(
          StartFailure.OUT_OF_RESOURCES,
          "the sandbox was not made within " + PATIENCE_SECONDS + " s");
    }
  }

  /** {@code FAILURE why}, by what runs inside; a command can say that too, to its own harm. */
  private static StartRefused refused(String text) {
    String[] parts = text.strip().split(" ", 2);
    for (StartFailure failure : StartFailure.values()) {
      if (failure.name().equals(parts[0])) {
        return new StartRefused(failure, parts.length < 2 ? "refused" : parts[1]);
      }
    }
    return new StartRefused(StartFailure.REFUSED_BY_RUNNER, text.strip());
  }

  private void listen() {
    Reactor.Watch ours = reactor.watch(says.readEnd(), _ -> hear());
    watch = ours;
    try {
      ours.ask(Epoll.READABLE);
    } catch (SystemCallFailed failed) {
      said.completeExceptionally(failed);
    }
  }

  private void hear() {
    MemorySegment buffer = reactor.transferBuffer();
    int count = Descriptors.read(says.readEnd(), buffer, MAX_SAID);
    if (count > 0) {
      byte[] bytes = buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
      heard.append(new String(bytes, StandardCharsets.UTF_8));
    }
    boolean answered = answer() != null;
    boolean over = count == 0;
    heard.delete(0, Math.max(0, heard.length() - MAX_SAID));
    if (answered || over || (count < 0 && !Errno.isToBeRepeated(-count))) {
      String answer = answer();
      said.complete(answer == null ? heard.toString() : answer);
      rest();
    }
  }

  /** The line that matters; what a loader or a shell complains of may stand before it. */
  private @Nullable String answer() {
    String text = heard.toString();
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> line.equals(READY) || line.startsWith(REFUSED))
        .findFirst()
        .orElse(null);
  }

  private void rest() {
    if (watch != null) {
      watch.rest();
      watch = null;
    }
  }

  /** The word to go. One that ended meanwhile does not hear it. */
  void open() {
    try (Arena arena = Arena.ofConfined()) {
      int ignored = Descriptors.write(mayGo.writeEnd(), arena.allocateFrom("go\n"), 3);
    }
    close();
  }

  /** Without the word the command ends. */
  void close() {
    Descriptors.close(mayGo.writeEnd());
    reactor.execute(
        () -> {
          rest();
          Descriptors.close(says.readEnd());
        });
  }
}
