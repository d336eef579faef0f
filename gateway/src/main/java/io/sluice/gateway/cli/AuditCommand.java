package io.sluice.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.persistence.audit.AuditKey;
import io.sluice.persistence.audit.ExportCheck;
import io.sluice.persistence.audit.Verdict;
import io.sluice.protocol.client.SluiceClient;
import io.sluice.protocol.model.Payload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice audit}: its parts are subcommands. */
@Command(name = "audit", description = "Export logs with their proof, and check such files.")
final class AuditCommand {
  private static final int WRONG = 1;

  private final Console console;

  AuditCommand(Console console) {
    this.console = console;
  }

  @Command(name = "export", description = "Print the log of an execution with its proof.")
  int export(
      @Mixin DataOption at,
      @Parameters(paramLabel = "EXECUTION", description = "its id") String execution,
      @Option(
              names = "--no-bodies",
              description = "leave out output, command and environment: their digests stay")
          boolean noBodies)
      throws UserFailure {
    try (SluiceClient client = new Discovery(console, at.path).running();
        InputStream log = client.audit(execution, !noBodies)) {
      log.transferTo(console.out());
      console.out().flush();
      return 0;
    } catch (IOException failed) {
      throw new UserFailure("the log did not come whole: " + failed.getMessage(), failed);
    }
  }

  @Command(
      name = "verify",
      description = {
        "Check an exported log or access trail, without its gateway.",
        "Ends with 0 when nothing is wrong, with 1 when something is."
      })
  int verify(
      @Parameters(paramLabel = "FILE", description = "an exported log or access trail") Path file,
      @Option(
              names = "--keys",
              paramLabel = "FILE",
              description = "what 'sluice audit keys' printed: only these keys count")
          @Nullable Path keys)
      throws UserFailure {
    Verdict verdict = check(file, keys == null ? null : read(keys));
    verdict.findings().forEach(finding -> console.printer().println(finding));
    say(verdict, keys == null);
    return verdict.isGood() ? 0 : WRONG;
  }

  private static Verdict check(Path file, @Nullable List<AuditKey> trusted) throws UserFailure {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String line = lines.readLine();
      ExportCheck check = ExportCheck.of(line == null ? "" : line, trusted);
      for (; line != null; line = lines.readLine()) {
        check.line(line);
      }
      return check.verdict();
    } catch (IOException failed) {
      throw new UserFailure("cannot read " + file + ": " + failed.getMessage(), failed);
    }
  }

  private void say(Verdict verdict, boolean keysOfFile) {
    if (verdict.isGood()) {
      console
          .printer()
          .printf(
              "good: %d entries are proven, output up to %d%n",
              verdict.proven(), verdict.provenTo().bytes());
    } else {
      console.printer().println("WRONG: this is not the log that was signed");
    }
    if (verdict.unproven() > 0) {
      console.printer().printf("%d entries after them are not signed yet%n", verdict.unproven());
    }
    if (verdict.trimmedTo().bytes() > 0) {
      console
          .printer()
          .printf("output up to %d was removed, which is signed%n", verdict.trimmedTo().bytes());
    }
    if (!verdict.ended()) {
      console.printer().println("the execution was not over");
    }
    if (keysOfFile) {
      console.say("the keys are those that the file names; --keys says which count");
    }
  }

  private static List<AuditKey> read(Path file) throws UserFailure {
    try {
      List<AuditKey> keys = new ArrayList<>();
      for (JsonNode key : new ObjectMapper().readTree(file.toFile()).required("keys")) {
        byte[] encoded = Base64.getDecoder().decode(key.required("public_key").asText());
        keys.add(AuditKey.of(Payload.owning(encoded)));
      }
      return keys;
    } catch (IOException | IllegalArgumentException wrong) {
      throw new UserFailure(file + " does not hold keys as 'sluice audit keys' prints them", wrong);
    }
  }

  @Command(name = "access", description = "Show who came to an execution, and what they did.")
  int access(
      @Mixin DataOption at,
      @Parameters(paramLabel = "EXECUTION", description = "its id") String execution,
      @Option(names = "--export", description = "print it with its proof, for 'verify'")
          boolean export)
      throws UserFailure {
    try (SluiceClient client = new Discovery(console, at.path).running();
        InputStream trail = client.access(execution)) {
      if (export) {
        trail.transferTo(console.out());
        console.out().flush();
      } else {
        new AccessPrinter(console.printer()).print(trail);
      }
      return 0;
    } catch (IOException failed) {
      throw new UserFailure("the trail did not come whole: " + failed.getMessage(), failed);
    }
  }

  @Command(name = "keys", description = "Print the public keys that check exported logs.")
  int keys(@Mixin DataOption at) throws UserFailure {
    try (SluiceClient client = new Discovery(console, at.path).running()) {
      console.printer().println(client.auditKeys().toPrettyString());
      return 0;
    }
  }

  @Command(name = "rotate", description = "Have logs signed with a new key from now on.")
  int rotate(@Mixin DataOption at) throws UserFailure {
    try (SluiceClient client = new Discovery(console, at.path).running()) {
      console.printer().println(client.rotateAuditKey().path("id").asText());
      return 0;
    }
  }
}
