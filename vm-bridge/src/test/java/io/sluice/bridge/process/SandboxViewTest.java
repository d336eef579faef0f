package io.sluice.bridge.process;

import static io.sluice.bridge.process.Commands.in;
import static io.sluice.bridge.process.Commands.shell;
import static io.sluice.bridge.process.Commands.withEnvironment;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.Channel;
import io.sluice.protocol.model.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command finds inside of bubblewrap. */
class SandboxViewTest {
  @TempDir Path state;
  private SandboxRig rig;

  @BeforeEach
  void open() throws IOException, InterruptedException {
    rig = SandboxRig.open(state);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void theBoxIsWhereACommandStartsAndCanWrite() throws IOException {
    Recorder ended = rig.run(shell("pwd; echo kept > file; mkdir sub; echo $HOME"));

    assertThat(ended.text(Channel.STDOUT)).isEqualTo("/box\n/box\n");
    assertThat(state.resolve("boxes/box/file")).hasContent("kept");
    assertThat(rig.run(in("sub", "pwd")).text(Channel.STDOUT)).isEqualTo("/box/sub\n");
    assertThat(rig.run(in("/usr", "pwd")).text(Channel.STDOUT)).isEqualTo("/usr\n");
  }

  @Test
  void theSystemIsThereAndReadOnlyAndTheHostIsNot() throws IOException {
    Files.writeString(state.resolve("secret"), "secret");

    Recorder ended =
        rig.run(
            shell(
                "touch /usr/x /etc/x 2>/dev/null && echo written; cat "
                    + state.resolve("secret")
                    + " /etc/shadow 2>/dev/null; ls /root /home 2>/dev/null; ls -A /; hostname"));

    assertThat(new TreeSet<>(ended.text(Channel.STDOUT).lines().toList()))
        .contains("usr", "etc", "box", "tmp", "proc", "dev")
        .doesNotContain("written", "secret", "root", "home", "sys")
        .noneMatch(line -> line.startsWith("root:"));
  }

  @Test
  void temporaryFilesAreTheBoxesOwnAndGoWithIt() {
    rig.run(shell("echo here > /tmp/mine"));

    Recorder same = rig.run(shell("cat /tmp/mine /var/tmp/mine; ls -A /tmp"));
    Recorder other = new Recorder();
    rig.launch(new BoxId("other"), shell("ls -A /tmp"), other);
    rig.driver.removeBox(DriverRig.BOX);

    assertThat(same.text(Channel.STDOUT)).isEqualTo("here\nhere\nmine\n");
    assertThat(other.awaitEnd().text(Channel.STDOUT)).isEmpty();
    assertThat(state.resolve("scratch/box")).doesNotExist();
    assertThat(state.resolve("boxes/box")).doesNotExist();
  }

  @Test
  void onlyItsOwnProcessesAndTheLoopbackAreSeen() {
    Recorder ended =
        rig.run(shell("echo /proc/[0-9]*; tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '"));

    assertThat(ended.text(Channel.STDOUT).lines().toList())
        .satisfies(lines -> assertThat(lines.getFirst()).startsWith("/proc/1 /proc/2"))
        .satisfies(lines -> assertThat(lines.getFirst().split(" ", -1)).hasSizeLessThan(5))
        .endsWith("lo")
        .hasSize(2);
  }

  @Test
  void ofTheHostNothingIsToldByTheFirstProcess() {
    Recorder ended = rig.run(shell("tr '\\0' '\\n' < /proc/1/cmdline"));

    assertThat(ended.text(Channel.STDOUT)).doesNotContain(state.toString());
  }

  @Test
  void theCommandHasThreeDescriptorsAndNoPowers() {
    Recorder ended =
        rig.run(shell("ls /proc/self/fd | tr '\\n' ' '; grep CapEff /proc/self/status"));

    // The fourth is the directory that ls reads.
    assertThat(ended.text(Channel.STDOUT)).isEqualTo("0 1 2 3 CapEff:\t0000000000000000\n");
  }

  @Test
  void theEnvironmentIsTheRequestsAndTheAllowedOfTheRunners() {
    Map<String, String> asked =
        Map.of("A", "b c\n=d", "odd.name", "x", "PWD", "mine", "IFS", ":", "LD_PRELOAD", "/no.so");

    Recorder ended = rig.run(withEnvironment(asked, "cat /proc/self/environ | tr '\\0' '|'"));

    assertThat(
            ended.text(Channel.STDOUT).lines().collect(Collectors.joining("\n")).split("\\|", -1))
        .contains("A=b c\n=d", "HOME=/box", "TMPDIR=/tmp", "LD_PRELOAD=/no.so")
        .contains("PATH=" + System.getenv("PATH"))
        .noneMatch(variable -> variable.startsWith("RUNNER_SECRET"))
        .filteredOn(variable -> variable.startsWith(Family.MARK_VARIABLE))
        .hasSize(1);
    assertThat(ended.status()).isEqualTo(new ExitStatus.Code(0));
  }

  @Test
  void noVariableOfAnyNameIsLostOnTheWay() {
    Map<String, String> asked = Map.of("odd.name", "x", "PWD", "mine", "IFS", ":", "_", "y");

    Recorder ended = rig.run(Commands.named("env", asked));

    assertThat(ended.text(Channel.STDOUT).lines())
        .contains("odd.name=x", "PWD=mine", "IFS=:", "_=y")
        .noneMatch(line -> line.startsWith("OLDPWD=") || line.startsWith("SHLVL="));
  }
}
