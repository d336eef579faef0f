package io.sluice.persistence.codec;

import io.sluice.persistence.index.ApiKey;
import io.sluice.persistence.index.Box;
import io.sluice.protocol.execution.Cause;
import io.sluice.protocol.execution.EndReason;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.OutputLimit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The stored words of an enum's constants, which outlive the constants' own names. */
public final class Words<E extends Enum<E>> {
  public static final Words<Channel> CHANNEL =
      of(
          Channel.class,
          channel ->
              switch (channel) {
                case STDOUT -> "stdout";
                case STDERR -> "stderr";
              });

  public static final Words<ChannelEnding> CHANNEL_ENDING =
      of(
          ChannelEnding.class,
          ending ->
              switch (ending) {
                case COMPLETE -> "complete";
                case ABANDONED -> "abandoned";
                case READ_FAILED -> "read_failed";
              });

  public static final Words<EndReason> END_REASON =
      of(
          EndReason.class,
          reason ->
              switch (reason) {
                case EXITED -> "exited";
                case SIGNALLED -> "signalled";
                case KILLED -> "killed";
                case OUTPUT_LIMIT -> "output_limit";
                case TIMED_OUT -> "timed_out";
                case START_FAILED -> "start_failed";
                case LOST -> "lost";
              });

  public static final Words<Cause> CAUSE =
      of(
          Cause.class,
          cause ->
              switch (cause) {
                case ASKED -> "asked";
                case UNATTENDED -> "unattended";
                case OUTPUT_LIMIT -> "output_limit";
              });

  public static final Words<OutputLimit.Policy> OUTPUT_POLICY =
      of(
          OutputLimit.Policy.class,
          policy ->
              switch (policy) {
                case BLOCK -> "block";
                case END -> "end";
                case KEEP_NEWEST -> "keep_newest";
              });

  public static final Words<CommandSpec.StdinMode> STDIN =
      of(
          CommandSpec.StdinMode.class,
          mode ->
              switch (mode) {
                case OPEN -> "open";
                case CLOSED -> "closed";
              });

  public static final Words<Box.Status> BOX_STATUS =
      of(
          Box.Status.class,
          status ->
              switch (status) {
                case CONFIGURED -> "configured";
                case RUNNING -> "running";
                case STOPPING -> "stopping";
                case STOPPED -> "stopped";
                case FAILED -> "failed";
              });

  public static final Words<ApiKey.Scope> SCOPE =
      of(
          ApiKey.Scope.class,
          scope ->
              switch (scope) {
                case USER -> "user";
                case ADMIN -> "admin";
                case RUNNER -> "runner";
              });

  private final Map<E, String> words;
  private final Map<String, E> constants = new HashMap<>();

  private Words(Class<E> type, Function<E, String> word) {
    words = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      words.put(constant, word.apply(constant));
      constants.put(word.apply(constant), constant);
    }
  }

  private static <E extends Enum<E>> Words<E> of(Class<E> type, Function<E, String> word) {
    return new Words<>(type, word);
  }

  public String word(E constant) {
    String word = words.get(constant);
    if (word == null) {
      throw new IllegalArgumentException("no stored word for " + constant);
    }
    return word;
  }

  /**
   * @throws UnreadableEntry for a word that this build does not know
   */
  public E constant(String word) {
    E constant = constants.get(word);
    if (constant == null) {
      throw new UnreadableEntry("an unknown stored word: " + word);
    }
    return constant;
  }
}
