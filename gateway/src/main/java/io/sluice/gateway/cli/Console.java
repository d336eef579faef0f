package io.sluice.gateway.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

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

  /** One line for a person, on stderr. */
  void say(String line) {
    new PrintStream(error, true, StandardCharsets.UTF_8).println("sluice: " + line);
  }

  /** Lines that are the command's result, on stdout. */
  PrintStream printer() {
    return new PrintStream(out, true, StandardCharsets.UTF_8);
  }
}
