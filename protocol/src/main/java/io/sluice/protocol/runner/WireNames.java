package io.sluice.protocol.runner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ChannelEnding;
import io.sluice.protocol.model.CommandSpec.StdinMode;
import io.sluice.protocol.model.ExitStatus;
import io.sluice.protocol.model.StartFailure;

/** The names of choices on the runner link; they outlive a renamed constant. */
final class WireNames {
  private WireNames() {}

  static String of(Channel channel) {
    return switch (channel) {
      case STDOUT -> "stdout";
      case STDERR -> "stderr";
    };
  }

  static Channel channel(String name) {
    return switch (name) {
      case "stdout" -> Channel.STDOUT;
      case "stderr" -> Channel.STDERR;
      default -> throw JsonObject.malformed("channel is not one");
    };
  }

  static String of(ChannelEnding ending) {
    return switch (ending) {
      case COMPLETE -> "complete";
      case ABANDONED -> "abandoned";
      case READ_FAILED -> "read_failed";
    };
  }

  static ChannelEnding ending(String name) {
    return switch (name) {
      case "complete" -> ChannelEnding.COMPLETE;
      case "abandoned" -> ChannelEnding.ABANDONED;
      case "read_failed" -> ChannelEnding.READ_FAILED;
      default -> throw JsonObject.malformed("ending is not one");
    };
  }

  static String of(StdinMode mode) {
    return switch (mode) {
      case OPEN -> "open";
      case CLOSED -> "closed";
    };
  }

  static StdinMode stdinMode(String name) {
    return switch (name) {
      case "open" -> StdinMode.OPEN;
      case "closed" -> StdinMode.CLOSED;
      default -> throw JsonObject.malformed("stdin is not a mode");
    };
  }

  static String of(StartFailure failure) {
    return switch (failure) {
      case PROGRAM_NOT_FOUND -> "program_not_found";
      case PROGRAM_NOT_EXECUTABLE -> "program_not_executable";
      case WORKING_DIRECTORY_UNUSABLE -> "working_directory_unusable";
      case OUT_OF_RESOURCES -> "out_of_resources";
      case REFUSED_BY_RUNNER -> "refused_by_runner";
    };
  }

  static StartFailure startFailure(String name) {
    return switch (name) {
      case "program_not_found" -> StartFailure.PROGRAM_NOT_FOUND;
      case "program_not_executable" -> StartFailure.PROGRAM_NOT_EXECUTABLE;
      case "working_directory_unusable" -> StartFailure.WORKING_DIRECTORY_UNUSABLE;
      case "out_of_resources" -> StartFailure.OUT_OF_RESOURCES;
      case "refused_by_runner" -> StartFailure.REFUSED_BY_RUNNER;
      default -> throw JsonObject.malformed("failure is not one");
    };
  }

  /** One of code and signal, or neither: unknown, which is never 0. */
  static ObjectNode put(ObjectNode node, ExitStatus status) {
    return switch (status) {
      case ExitStatus.Code(int code) -> node.put("code", code);
      case ExitStatus.Signalled(int number) -> node.put("signal", number);
      case ExitStatus.Unknown() -> node;
    };
  }

  static ExitStatus exitStatus(JsonObject json) {
    if (json.has("code") && json.has("signal")) {
      throw JsonObject.malformed("an exit has a code or a signal");
    }
    if (json.has("code")) {
      return new ExitStatus.Code(json.integer("code"));
    }
    return json.has("signal")
        ? new ExitStatus.Signalled(json.integer("signal"))
        : new ExitStatus.Unknown();
  }
}
