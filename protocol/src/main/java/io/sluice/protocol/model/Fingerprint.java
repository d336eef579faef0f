package io.sluice.protocol.model;

import io.sluice.protocol.model.CommandSpec.StdinMode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether two starts ask for the same. It is made of the request alone: what a box adds may
 * be another the second time, and the box be gone. Equal for equal values, however their JSON was
 * written.
 *
 * @param value a SHA-256 as 64 lower case hex digits
 */
public record Fingerprint(String value) {
  private static final int LENGTH = 64;
  private static final String DOMAIN = "sluice.start.1";

  /**
   * @throws IllegalArgumentException when the text is not of that form
   */
  public Fingerprint {
    if (value.length() != LENGTH || !value.chars().allMatch(Fingerprint::isDigit)) {
      throw new IllegalArgumentException("a fingerprint is " + LENGTH + " hex digits");
    }
  }

  private static boolean isDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  /**
   * Of a start. A new field of requests must not change what those without it hash to: repeats may
   * come to a later version.
   *
   * @param box id or name, as it was asked for; null: a box made for the command
   * @param command as it was asked for, without what the box adds
   */
  public static Fingerprint of(
      @Nullable String box,
      CommandSpec command,
      Map<String, String> labels,
      UnattendedRule unattended) {
    return of(box, command, labels, unattended, LogWish.NONE);
  }

  /** The same of one that asks for something to be kept of its log. */
  public static Fingerprint of(
      @Nullable String box,
      CommandSpec command,
      Map<String, String> labels,
      UnattendedRule unattended,
      LogWish log) {
    List<String> texts = new ArrayList<>();
    addOptional(texts, box);
    texts.add(command.program());
    texts.add(Integer.toString(command.arguments().size()));
    texts.addAll(command.arguments());
    addSorted(texts, command.environment());
    addOptional(texts, command.workingDirectory());
    addOptional(texts, size(command.terminal()));
    addOptional(texts, command.timeout() == null ? null : command.timeout().toString());
    texts.add(command.stdin() == StdinMode.OPEN ? "open" : "closed");
    addSorted(texts, labels);
    switch (unattended) {
      case UnattendedRule.OfDeployment _ -> {}
      case UnattendedRule.Never _ -> texts.add("unattended never");
      case UnattendedRule.After(var time) -> texts.add("unattended " + time);
    }
    addLog(texts, log);
    byte[] hash = Sha256.of(DOMAIN, texts);
    return new Fingerprint(HexFormat.of().formatHex(hash));
  }

  private static void addLog(List<String> texts, LogWish log) {
    switch (log.output()) {
      case OutputRule.OfDeployment _ -> {}
      case OutputRule.Unlimited _ -> texts.add("output unlimited");
      case OutputRule.UpTo(long bytes, var policy) ->
          texts.add("output " + bytes + (policy == null ? "" : " " + policy));
    }
    if (log.retention() != null) {
      texts.add("retention " + log.retention());
    }
  }

  private static @Nullable String size(@Nullable TerminalSize terminal) {
    return terminal == null ? null : terminal.columns() + "x" + terminal.rows();
  }

  private static void addOptional(List<String> texts, @Nullable String value) {
    texts.add(value == null ? "none" : "some");
    if (value != null) {
      texts.add(value);
    }
  }

  private static void addSorted(List<String> texts, Map<String, String> map) {
    texts.add(Integer.toString(map.size()));
    new TreeMap<>(map)
        .forEach(
            (name, value) -> {
              texts.add(name);
              texts.add(value);
            });
  }
}
