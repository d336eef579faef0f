package io.sluice.gateway.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.persistence.query.Entry;
import io.sluice.persistence.retention.OutputRemoval;
import io.sluice.persistence.retention.OutputRemoval.Haste;
import io.sluice.protocol.follow.Cursor;
import io.sluice.protocol.model.ExecutionId;
import io.sluice.protocol.model.Offset;
import io.sluice.protocol.proof.Anchor.TrimPoint;
import io.sluice.protocol.proof.ChainHead;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Entries of one byte each, in pages of ten. */
@Tag("O22")
class SharedPagesTest {
  private static final ExecutionId ID = new ExecutionId("shared");
  private static final int PAGE = 10;
  private static final int LENGTH = 55;
  private static final long PAGE_BYTES = PAGE * 201L;

  private final CountingJournal journal = new CountingJournal();
  private final SharedPages pages = new SharedPages(journal, 1 << 20);

  @BeforeEach
  void write() {
    for (int offset = 0; offset < LENGTH; offset++) {
      journal.add(LogEntries.output(offset, "x"));
    }
  }

  private static CompletableFuture<List<Entry>> ask(SharedPages pages, long from) {
    return pages.page(ID, from, PAGE).toCompletableFuture();
  }

  private static List<Long> numbers(List<Entry> entries) {
    return entries.stream().map(Entry::number).toList();
  }

  /** As a follower does: each page names the next. */
  private static List<Long> readAll(SharedPages pages, long from) {
    List<Long> numbers = new ArrayList<>();
    List<Entry> page = ask(pages, from).join();
    while (!page.isEmpty()) {
      numbers.addAll(numbers(page));
      page = ask(pages, page.getLast().number() + 1).join();
    }
    return numbers;
  }

  @Test
  void readersThatAskForTheSamePageAtOnceMakeOneQuery() {
    journal.hold();
    List<CompletableFuture<List<Entry>>> readers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      readers.add(ask(pages, 11));
    }

    journal.answer();

    assertThat(journal.asked).containsExactly(11L);
    assertThat(readers)
        .allSatisfy(
            reader ->
                assertThat(numbers(reader.join())).hasSize(PAGE).startsWith(11L).endsWith(20L));
  }

  @Test
  void whatOneHasReadCostsTheNextNoQueryFromWhereverItBegins() {
    List<Long> first = readAll(pages, 1);
    journal.asked.clear();

    List<Long> second = readAll(pages, 1);
    List<Long> within = readAll(pages, 7);

    assertThat(second).isEqualTo(first).hasSize(LENGTH).doesNotHaveDuplicates();
    assertThat(within).isEqualTo(first.subList(6, LENGTH));
    // Of the newest page nobody knows whether it grows.
    assertThat(journal.asked).containsOnly(51L, 56L);
  }

  @Test
  void theNewestPageIsAskedForAgainUntilTheLogHasItsEnd() {
    List<Entry> before = ask(pages, 51).join();
    journal.add(LogEntries.output(LENGTH, "y"));
    List<Entry> after = ask(pages, 51).join();
    journal.add(LogEntries.ended(LENGTH + 1));
    ask(pages, 51).join();
    List<Entry> ended = ask(pages, 51).join();

    assertThat(before).hasSize(5);
    assertThat(after).hasSize(6);
    assertThat(ended).hasSize(7);
    assertThat(journal.asked).containsExactly(51L, 51L, 51L);
  }

  @Test
  @Tag("O24")
  void toWhoReadsOnTheNextPageIsReadAheadAndNoMore() {
    ask(pages, 1).join();
    List<Long> atFirst = List.copyOf(journal.asked);
    ask(pages, 11).join();
    List<Long> ahead = List.copyOf(journal.asked);
    ask(pages, 21).join();

    assertThat(atFirst).containsExactly(1L);
    assertThat(ahead).containsExactly(1L, 11L, 21L);
    assertThat(journal.asked).containsExactly(1L, 11L, 21L, 31L);
  }

  @Test
  @Tag("O24")
  void pagesBeyondTheBoundLeaveInTheOrderInWhichTheyWereUsed() {
    SharedPages few = new SharedPages(journal, 2 * PAGE_BYTES);
    ask(few, 1).join();
    ask(few, 21).join();
    ask(few, 1).join();
    ask(few, 41).join();
    journal.asked.clear();

    ask(few, 1).join();
    ask(few, 21).join();

    assertThat(journal.asked).contains(21L).doesNotContain(1L);
  }

  @Test
  void withoutMemoryReadersStillShareWhatIsUnderWay() {
    SharedPages none = new SharedPages(journal, 0);

    List<Long> all = readAll(none, 1);
    List<Long> asked = List.copyOf(journal.asked);
    readAll(none, 1);

    assertThat(all).hasSize(LENGTH);
    assertThat(journal.asked).hasSize(2 * asked.size());
  }

  @Test
  void aQueryThatFailedIsToldToAllThatWaitedAndIsNotKept() {
    journal.breakDown();
    journal.hold();
    CompletableFuture<List<Entry>> one = ask(pages, 1);
    CompletableFuture<List<Entry>> other = ask(pages, 1);
    journal.answer();
    journal.mend();

    List<Entry> later = ask(pages, 1).join();

    assertThat(one).isCompletedExceptionally();
    assertThat(other).isCompletedExceptionally();
    assertThat(later).hasSize(PAGE);
    assertThat(journal.asked).containsExactly(1L, 1L);
  }

  @Test
  @Tag("O12")
  void whatWasRemovedIsNotHandedOutAfterThatIsToldNotEvenWhatWasJustBeingRead() {
    CompletableFuture<Long> removed = new CompletableFuture<>();
    OutputRemoval removal = pages.dropping(removing(removed));
    ask(pages, 1).join();
    journal.hold();
    CompletableFuture<List<Entry>> underWay = ask(pages, 31);

    CompletableFuture<Long> told =
        removal.remove(ID, new Offset(LENGTH), Haste.NONE).toCompletableFuture();
    CompletableFuture<List<Entry>> meanwhile = ask(pages, 41);
    removed.complete(1L);
    journal.answer();
    journal.asked.clear();
    ask(pages, 1).join();
    ask(pages, 31).join();
    ask(pages, 41).join();

    assertThat(told).isCompleted();
    assertThat(underWay).isCompleted();
    assertThat(meanwhile).isCompleted();
    assertThat(journal.asked).contains(1L, 31L, 41L);
  }

  @Test
  @Tag("O12")
  void aLogThatIsForgottenLeavesWithAllItsPages() {
    ask(pages, 1).join();

    pages
        .dropping((_, _) -> CompletableFuture.completedStage(1))
        .forget(ID, null)
        .toCompletableFuture()
        .join();
    ask(pages, 1).join();

    assertThat(journal.asked).containsExactly(1L, 1L);
  }

  private static OutputRemoval removing(CompletableFuture<Long> removed) {
    return new OutputRemoval() {
      @Override
      public CompletionStage<Cursor> boundary(ExecutionId execution, Offset offset) {
        return CompletableFuture.completedStage(Cursor.START);
      }

      @Override
      public CompletionStage<ChainHead> head(ExecutionId execution, TrimPoint from, Offset offset) {
        return CompletableFuture.completedStage(ChainHead.START);
      }

      @Override
      public CompletionStage<Long> remove(ExecutionId execution, Offset upTo, Haste haste) {
        return removed;
      }
    };
  }
}
