package io.sluice.gateway.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a command of ours said on stdout, and how it ended. */
record Said(String out, int code) {
  /** Runs the built jar against a gateway. */
  static Said by(Rig rig, List<String> arguments) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(GatewayProcess.line(arguments));
    builder.environment().put("SLUICE_DATA", rig.gateway().data().toString());
    builder.environment().remove("SLUICE_URL");
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(out, process.waitFor());
  }
}
