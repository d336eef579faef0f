package io.sluice.gateway.cli;

import io.sluice.protocol.model.Channel;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a command has around it: raw streams without buffers of their own, and variables. */
record Console(
    InputStream in, OutputStream out, OutputStream error, Map<String, String> environment) {
  static Console ofProcess() {
    return new Console(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        System.getenv());
  }

  /** Where a channel's bytes go. */
  OutputStream of(Channel channel) {
    return switch (channel) {
      case STDOUT -> out;
      case STDERR -> error;
    };
  }

  /** Whether a terminal shows them. */
  boolean isTerminal(Channel channel) {
    return of(channel) instanceof FileOutputStream && isTerminal(channel.code());
  }

  private static boolean isTerminal(int descriptor) {
    try {
      Path file = Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor)));
      return file.startsWith("/dev/pts")
          || file.startsWith("/dev/console")
          || file.toString().startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException _) {
      return Optional.ofNullable(System.console()).map(java.io.Console::isTerminal).orElse(false);
    }
  }

  /** One line for a person, on stderr. */
  void say(String line) {
    new PrintStream(error, true, StandardCharsets.UTF_8).println("sluice: " + line);
  }

  /** Lines that are the command's result, on stdout. */
  PrintStream printer() {
    return new PrintStream(out, true, StandardCharsets.UTF_8);
  }
}
