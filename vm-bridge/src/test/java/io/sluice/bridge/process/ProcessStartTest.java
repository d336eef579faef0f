package io.sluice.bridge.process;

import static io.sluice.bridge.process.Commands.in;
import static io.sluice.bridge.process.Commands.program;
import static io.sluice.bridge.process.Commands.shell;
import static io.sluice.bridge.process.Commands.withEnvironment;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.StartFailure;
import io.sluice.protocol.runner.Driver.Launch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessStartTest {
  @TempDir Path state;
  private DriverRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new DriverRig(state);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  @Tag("L7")
  void aMissingProgramIsNamed() {
    Launch launch = rig.launch(program("nosuch"), new Recorder());

    assertThat(launch)
        .isEqualTo(
            new Launch.Failed(StartFailure.PROGRAM_NOT_FOUND, "sluice: nosuch: command not found"));
  }

  @Test
  void aMissingPathIsNamed() {
    Launch launch = rig.launch(program("./nosuch"), new Recorder());

    assertThat(launch)
        .isEqualTo(
            new Launch.Failed(
                StartFailure.PROGRAM_NOT_FOUND, "sluice: ./nosuch: no such file or directory"));
  }

  @Test
  void whatCannotBeExecutedIsToldApart() throws IOException {
    Path box = Files.createDirectories(state.resolve("boxes/box"));
    Files.writeString(box.resolve("plain"), "text");
    Files.writeString(box.resolve("garbage"), "\u0001\u0002");
    Files.setPosixFilePermissions(
        box.resolve("garbage"), PosixFilePermissions.fromString("rwxr-xr-x"));

    Launch plain = rig.launch(program("./plain"), new Recorder());
    Launch garbage = rig.launch(program("./garbage"), new Recorder());
    Launch directory = rig.launch(program("/tmp"), new Recorder());

    assertThat(List.of(plain, garbage, directory))
        .containsExactly(
            failed("./plain: permission denied"),
            failed("./garbage: exec format error"),
            failed("/tmp: is a directory"));
  }

  private static Launch failed(String why) {
    return new Launch.Failed(StartFailure.PROGRAM_NOT_EXECUTABLE, "sluice: " + why);
  }

  @Test
  void aMissingDirectoryIsToldApartFromAMissingProgram() {
    Launch launch = rig.launch(in("no/such", "true"), new Recorder());

    assertThat(launch)
        .isEqualTo(
            new Launch.Failed(
                StartFailure.WORKING_DIRECTORY_UNUSABLE, "sluice: no/such: no such directory"));
  }

  @Test
  void argumentsThatNoProcessCanTakeAreRefused() {
    Launch launch = rig.launch(shell("#" + "x".repeat(200_000)), new Recorder());

    assertThat(launch)
        .isEqualTo(
            new Launch.Failed(
                StartFailure.PROGRAM_NOT_EXECUTABLE, "sluice: /bin/sh: argument list too long"));
  }

  @Test
  void theBoxIsTheWorkingDirectoryAndARelativeOneLiesInIt() throws IOException {
    Path box = state.toRealPath().resolve("boxes/box");
    Files.createDirectories(box.resolve("inner"));

    Recorder plain = rig.run(shell("pwd"));
    Recorder relative = rig.run(in("inner", "pwd"));
    Recorder absolute = rig.run(in("/", "pwd"));

    assertThat(plain.text(Channel.STDOUT)).isEqualTo(box + "\n");
    assertThat(relative.text(Channel.STDOUT)).isEqualTo(box.resolve("inner") + "\n");
    assertThat(absolute.text(Channel.STDOUT)).isEqualTo("/\n");
  }

  @Test
  void theEnvironmentIsTheAllowedPartOfTheRunnersAndTheRequests() {
    Recorder ended = rig.run(withEnvironment(Map.of("OWN", "a b=c"), "env"));

    assertThat(ended.text(Channel.STDOUT).lines())
        .contains("OWN=a b=c", "LC_TEST=kept")
        .anyMatch(line -> line.startsWith("PATH="))
        .noneMatch(line -> line.contains("SECRET"))
        .noneMatch(line -> line.startsWith("JAVA_HOME") || line.startsWith("TERM="));
  }

  @Test
  void theProgramIsLookedUpOnThePathOfTheChild() throws IOException {
    Path box = Files.createDirectories(state.resolve("boxes/box"));
    Files.writeString(box.resolve("mine"), "#!/bin/sh\necho found\n");
    Files.setPosixFilePermissions(
        box.resolve("mine"), PosixFilePermissions.fromString("rwxr-xr-x"));

    Recorder recorder = new Recorder();
    rig.start(Commands.named("mine", Map.of("PATH", box.toString())), recorder);
    Launch elsewhere = rig.launch(program("mine"), new Recorder());

    assertThat(recorder.awaitEnd().text(Channel.STDOUT)).isEqualTo("found\n");
    assertThat(elsewhere).isInstanceOf(Launch.Failed.class);
  }

  @Test
  void theChildHasNoDescriptorButItsThree() {
    Recorder other = new Recorder();
    rig.start(Commands.withStdin("cat"), other);

    Recorder ended =
        rig.run(
            shell(
                "i=0; while [ $i -lt 400 ]; do [ -e /proc/$$/fd/$i ] && echo $i; i=$((i+1));"
                    + " done"));

    assertThat(ended.text(Channel.STDOUT)).isEqualTo("0\n1\n2\n");
  }

  @Test
  void theChildLeadsItsOwnSessionAndGroup() {
    Recorder ended = rig.run(shell("read all < /proc/$$/stat; set -- $all; echo $1 $5 $6"));

    String[] ids = ended.text(Channel.STDOUT).strip().split(" ", -1);
    assertThat(ids).hasSize(3).containsOnly(ids[0]);
  }

  @Test
  void theChildBlocksAndIgnoresNoSignal() {
    Recorder ended = rig.run(program("grep", "-E", "Sig(Blk|Ign)", "/proc/self/status"));

    List<String> lines = ended.text(Channel.STDOUT).lines().toList();
    assertThat(lines.get(0)).matches("SigBlk:\\s0{16}");
    // The C library keeps 32 and 33 for itself and ignores them in whatever it spawns.
    assertThat(lines.get(1)).matches("SigIgn:\\s(0{16}|0000000180000000)");
  }

  @Test
  @Tag("L5")
  void aSpawnThatCannotBeRecordedIsEndedAndRefused() throws IOException {
    Files.delete(state.resolve("spawns"));

    Launch launch = rig.launch(shell("exec sleep 4711"), new Recorder());

    assertThat(launch)
        .isInstanceOfSatisfying(
            Launch.Failed.class,
            failed -> assertThat(failed.failure()).isEqualTo(StartFailure.OUT_OF_RESOURCES));
    assertThat(ProcFs.entries())
        .filteredOn(entry -> markOf(entry).startsWith(lifeName()))
        .isEmpty();
  }

  private static String markOf(ProcessEntry entry) {
    return String.valueOf(ProcFs.variable(entry.pid(), Family.MARK_VARIABLE));
  }

  private String lifeName() {
    try {
      return Objects.requireNonNull(Life.read(state.resolve("life"))).name();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Test
  @Tag("C13")
  void aRequestCannotChangeTheMarkByWhichItsProcessesAreFound() throws IOException {
    Recorder ended =
        rig.run(withEnvironment(Map.of(Family.MARK_VARIABLE, "mine"), "echo $SLUICE_MARK"));

    assertThat(ended.text(Channel.STDOUT)).startsWith(lifeName() + ".");
  }
}
