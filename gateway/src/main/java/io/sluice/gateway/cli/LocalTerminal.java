package io.sluice.gateway.cli;

import io.sluice.protocol.model.TerminalSize;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Attributes.OutputFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * The terminal that this process runs in, raw until it is closed: every key goes to the command.
 */
final class LocalTerminal implements AutoCloseable {
  private final Terminal terminal;
  private final Attributes before;
  private final Thread restoring;

  private LocalTerminal(Terminal terminal) {
    this.terminal = terminal;
    this.before = terminal.getAttributes();
    this.restoring = new Thread(() -> terminal.setAttributes(before));
  }

  /** Empty when our input or output is no terminal. */
  static Optional<LocalTerminal> open() {
    try {
      Terminal terminal = TerminalBuilder.builder().system(true).dumb(false).build();
      return Optional.of(new LocalTerminal(terminal));
    } catch (IOException | IllegalStateException _) {
      return Optional.empty();
    }
  }

  /** Makes it raw and tells its size, now and after each change. */
  void enter(Consumer<TerminalSize> sizes) {
    Runtime.getRuntime().addShutdownHook(restoring);
    terminal.setAttributes(raw(before));
    terminal.handle(Terminal.Signal.WINCH, _ -> tell(sizes));
    tell(sizes);
  }

  private void tell(Consumer<TerminalSize> sizes) {
    Size size = terminal.getSize();
    if (size.getColumns() > 0 && size.getRows() > 0) {
      sizes.accept(new TerminalSize(size.getColumns(), size.getRows()));
    }
  }

  /** As cfmakeraw does it: no echo, no lines, no signals, no translation in either direction. */
  private static Attributes raw(Attributes from) {
    Attributes raw = new Attributes(from);
    raw.setInputFlag(InputFlag.ICRNL, false);
    raw.setInputFlag(InputFlag.INLCR, false);
    raw.setInputFlag(InputFlag.IGNCR, false);
    raw.setInputFlag(InputFlag.IXON, false);
    raw.setInputFlag(InputFlag.ISTRIP, false);
    raw.setOutputFlag(OutputFlag.OPOST, false);
    raw.setLocalFlag(LocalFlag.ECHO, false);
    raw.setLocalFlag(LocalFlag.ICANON, false);
    raw.setLocalFlag(LocalFlag.ISIG, false);
    raw.setLocalFlag(LocalFlag.IEXTEN, false);
    raw.setControlChar(ControlChar.VMIN, 1);
    raw.setControlChar(ControlChar.VTIME, 0);
    return raw;
  }

  @Override
  public void close() {
    terminal.setAttributes(before);
  }
}
