package io.sluice.bridge.process;

import io.sluice.protocol.model.StartFailure;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Finds programs and directories before the spawn, whose one error number could mean either. */
final class ProgramLookup {
  private ProgramLookup() {}

  /** The absolute working directory. */
  static Path directory(Path box, String requested) throws StartRefused {
    Path directory = resolve(box, requested, StartFailure.WORKING_DIRECTORY_UNUSABLE);
    if (!Files.isDirectory(directory)) {
      throw new StartRefused(
          StartFailure.WORKING_DIRECTORY_UNUSABLE, requested + ": no such directory");
    }
    if (!Files.isExecutable(directory)) {
      throw new StartRefused(
          StartFailure.WORKING_DIRECTORY_UNUSABLE, requested + ": permission denied");
    }
    return directory;
  }

  /** As a shell would look it up: a name with a slash is a path. */
  static Path program(Path directory, List<String> searchPath, String program) throws StartRefused {
    if (program.indexOf('/') >= 0) {
      Path path = resolve(directory, program, StartFailure.PROGRAM_NOT_FOUND);
      if (!Files.exists(path)) {
        throw new StartRefused(
            StartFailure.PROGRAM_NOT_FOUND, program + ": no such file or directory");
      }
      return requireExecutable(path, program);
    }
    Path unusable = null;
    for (String place : searchPath) {
      Path candidate = resolve(directory, place, StartFailure.PROGRAM_NOT_FOUND).resolve(program);
      if (isProgram(candidate)) {
        return candidate;
      }
      unusable = unusable == null && Files.isRegularFile(candidate) ? candidate : unusable;
    }
    if (unusable == null) {
      throw new StartRefused(StartFailure.PROGRAM_NOT_FOUND, program + ": command not found");
    }
    return requireExecutable(unusable, program);
  }

  private static Path requireExecutable(Path path, String program) throws StartRefused {
    if (isProgram(path)) {
      return path;
    }
    String why = Files.isDirectory(path) ? "is a directory" : "permission denied";
    throw new StartRefused(StartFailure.PROGRAM_NOT_EXECUTABLE, program + ": " + why);
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  private static Path resolve(Path base, String text, StartFailure otherwise) throws StartRefused {
    try {
      return base.resolve(text);
    } catch (InvalidPathException notAPath) {
      throw new StartRefused(otherwise, "the path cannot be expressed on this system");
    }
  }
}
