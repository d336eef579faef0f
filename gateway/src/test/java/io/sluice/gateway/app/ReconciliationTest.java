package io.sluice.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.testing.FakeExecutions;
import io.sluice.gateway.testing.FakeIndex;
import io.sluice.gateway.testing.TestBoxes;
import io.sluice.persistence.index.Box;
import io.sluice.persistence.index.ExecutionRow;
import io.sluice.protocol.execution.Event;
import io.sluice.protocol.execution.Execution;
import io.sluice.protocol.execution.Facts;
import io.sluice.protocol.execution.Terms;
import io.sluice.protocol.model.BoxId;
import io.sluice.protocol.model.CommandSpec;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Fingerprint;
import io.sluice.protocol.model.TenantId;
import io.sluice.protocol.model.UnattendedRule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
  private static final TenantId TENANT = new TenantId("t1");
  private static final ExecutionId ID = new ExecutionId("e1");

  private final FakeIndex index = new FakeIndex();
  private final FakeExecutions executions = new FakeExecutions();

  @BeforeEach
  void makeTheTenant() {
    index.ensureTenant(TENANT, Instant.EPOCH);
  }

  @Test
  @Tag("C18")
  void whatWasNeverAcceptedLeavesTheIndex() {
    index.restoreExecution(facts("first"));

    new Reconciliation(index, executions).run();

    assertThat(index.execution(TENANT, ID)).isEmpty();
  }

  @Test
  @Tag("C18")
  void whatWasAcceptedAtASecondTryIsListedWithTheFactsOfThat() {
    index.restoreExecution(facts("first"));
    executions.set(ID, Execution.evolve(Execution.initial(), new Event.Accepted(facts("second"))));

    new Reconciliation(index, executions).run();

    assertThat(index.execution(TENANT, ID)).contains(new ExecutionRow(facts("second"), null));
  }

  @Test
  @Tag("C19")
  void whatRunsInABoxThatDoesNotIsEndedAndNothingElse() {
    ExecutionId home = new ExecutionId("home");
    Box box = TestBoxes.box(new BoxId("running"), TENANT, Instant.EPOCH);
    index.insertBox(box);
    index.startBox(TENANT, box.id(), new ExecutionId("main"), Instant.EPOCH);
    Facts atHome = new Facts(home, TENANT, box.id(), facts("x").command(), Map.of(), Instant.EPOCH);
    for (Facts each : List.of(atHome, facts("y"))) {
      index.restoreExecution(each);
      executions.set(
          each.execution(), Execution.evolve(Execution.initial(), new Event.Accepted(each)));
    }

    new Reconciliation(index, executions).run();

    assertThat(executions.killed()).containsExactly(ID);
  }

  private static Facts facts(String program) {
    CommandSpec command =
        new CommandSpec(program, List.of(), Map.of(), null, null, null, CommandSpec.StdinMode.OPEN);
    UnattendedRule rule = new UnattendedRule.Never();
    Fingerprint fingerprint = Fingerprint.of("b1", command, Map.of(), rule);
    BoxId box = new BoxId("b1");
    return new Facts(
        ID, TENANT, box, command, Map.of(), Instant.EPOCH, fingerprint, Terms.of(rule));
  }
}
