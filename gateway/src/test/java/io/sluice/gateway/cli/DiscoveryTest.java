package io.sluice.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.protocol.client.SluiceClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {
  @TempDir Path directory;

  private static Console console(Map<String, String> environment) {
    return new Console(
        new ByteArrayInputStream(new byte[0]),
        new ByteArrayOutputStream(),
        new ByteArrayOutputStream(),
        environment);
  }

  private DataDirectory dataOf(WarmUpPeer peer, long pid) throws IOException {
    DataDirectory data = new DataDirectory(directory);
    Files.writeString(data.adminKey(), "secret\n");
    new GatewayFile(URI.create(peer.url()), pid).write(data);
    return data;
  }

  @Test
  void theDataDirectoryIsTheOptionElseTheVariableElseTheDataFolderOfTheUser() {
    Map<String, String> all =
        Map.of("SLUICE_DATA", "/b", "XDG_DATA_HOME", "/c", "HOME", "/home/user");
    Map<String, String> folder = Map.of("XDG_DATA_HOME", "/c", "HOME", "/home/user");

    assertThat(DataDirectory.choose(Path.of("/a"), all).path()).isEqualTo(Path.of("/a"));
    assertThat(DataDirectory.choose(null, all).path()).isEqualTo(Path.of("/b"));
    assertThat(DataDirectory.choose(null, folder).path()).isEqualTo(Path.of("/c/sluice"));
    assertThat(DataDirectory.choose(null, Map.of("HOME", "/home/user")).path())
        .isEqualTo(Path.of("/home/user/.local/share/sluice"));
  }

  @Test
  void theVariablesNameTheGateway() throws UserFailure {
    Map<String, String> environment =
        Map.of("SLUICE_URL", "http://127.0.0.1:7/v1/", "SLUICE_API_KEY", "k");

    try (SluiceClient client = new Discovery(console(environment), directory).running()) {
      assertThat(client.base()).isEqualTo(URI.create("http://127.0.0.1:7"));
    }
  }

  @Test
  void anAddressWithoutAKeyIsRefused() {
    Discovery discovery =
        new Discovery(console(Map.of("SLUICE_URL", "http://127.0.0.1:7")), directory);

    assertThatExceptionOfType(UserFailure.class)
        .isThrownBy(discovery::running)
        .withMessage("SLUICE_URL is set, but SLUICE_API_KEY is not");
  }

  @Test
  void withoutAGatewayThatIsSaidPlainly() {
    assertThatExceptionOfType(UserFailure.class)
        .isThrownBy(() -> new Discovery(console(Map.of()), directory).running())
        .withMessageStartingWith("no gateway runs on " + directory);
  }

  @Test
  void theGatewayOfTheDataDirectoryIsFound() throws Exception {
    try (WarmUpPeer peer = WarmUpPeer.open()) {
      dataOf(peer, ProcessHandle.current().pid());

      try (SluiceClient client = new Discovery(console(Map.of()), directory).running()) {
        assertThat(client.base()).isEqualTo(URI.create(peer.url()));
      }
    }
  }

  @Test
  void aFileThatACrashLeftBehindNamesNoGateway() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    try (WarmUpPeer peer = WarmUpPeer.open()) {
      DataDirectory data = dataOf(peer, ended.pid());

      assertThat(Discovery.ready(data)).isEmpty();
    }
  }

  @Test
  void aDamagedFileNamesNoGateway() throws Exception {
    DataDirectory data = new DataDirectory(directory);
    Files.writeString(data.gatewayFile(), "{\"url\":");

    assertThat(GatewayFile.read(data)).isEmpty();
  }

  @Test
  void aGatewayIsStartedOnceAndThenShared() throws Exception {
    try (WarmUpPeer peer = WarmUpPeer.open()) {
      DataDirectory data = new DataDirectory(directory);
      Path script = script("echo start >>" + directory.resolve("starts"), ready(peer), "sleep 20");
      Console console = console(Map.of());
      BackgroundGateway gateway = new BackgroundGateway(console, data, List.of(script.toString()));

      gateway.start().close();
      gateway.start().close();

      assertThat(Files.readAllLines(directory.resolve("starts"))).containsExactly("start");
      assertThat(console.error().toString()).containsOnlyOnce("started a gateway");
      ProcessHandle child =
          ProcessHandle.of(GatewayFile.read(data).orElseThrow().pid()).orElseThrow();
      child.destroy();
    }
  }

  @Test
  void aGatewayThatDiesAtItsStartIsQuoted() throws Exception {
    Path script = script("echo first", "echo 'the disk is full' >&2", "exit 1");
    DataDirectory data = new DataDirectory(directory);
    BackgroundGateway gateway =
        new BackgroundGateway(console(Map.of()), data, List.of(script.toString()));

    assertThatExceptionOfType(UserFailure.class)
        .isThrownBy(gateway::start)
        .withMessage("the gateway did not start: first | the disk is full");
  }

  /** What a gateway does when it is ready. */
  private String ready(WarmUpPeer peer) {
    return "echo key >%1$s/admin.key; echo '{\"url\":\"%2$s\",\"pid\":'$$'}' >%1$s/gateway.json"
        .formatted(directory, peer.url());
  }

  private Path script(String... lines) throws IOException {
    Path script = directory.resolve("gateway.sh");
    Files.writeString(script, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }
}
