package io.sluice.gateway.app;

import io.sluice.gateway.cli.Launcher;
import io.sluice.gateway.cli.RunnerOptions;
import io.sluice.gateway.cli.ServeOptions;
import io.sluice.gateway.cli.UserFailure;

/** Runs gateways and runners in this process. */
final class GatewayLauncher implements Launcher {
  @Override
  public int serve(ServeOptions options) throws UserFailure {
    throw new UserFailure("this build has no gateway");
  }

  @Override
  public int runner(RunnerOptions options) throws UserFailure {
    throw new UserFailure("this build has no runner");
  }
}
