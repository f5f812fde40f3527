package org.isoline.evaluate.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.isoline.evaluate.EvaluationException;
import org.isoline.evaluate.LoadedModel;
import org.isoline.evaluate.TinyStudy;
import org.isoline.evaluate.run.EvaluationRun.Summary;
import org.isoline.model.Architecture;
import org.isoline.model.Kernels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationRunTest {
  @TempDir Path study;

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final List<String> remarks = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void checkpoints() {
    TinyStudy.checkpoint(study, Architecture.TNL, 1);
    TinyStudy.checkpoint(study, Architecture.TNL, 20);
    TinyStudy.checkpoint(study, Architecture.LLAMA, 3);
  }

  /** An evaluation that notes what it was asked of. */
  private final class Noting implements Evaluation {
    private final String task;
    private final String version;
    private final Consumer<LoadedModel> before;

    Noting(String task, String version, Consumer<LoadedModel> before) {
      this.task = task;
      this.version = version;
      this.before = before;
    }

    @Override
    public String task() {
      return task;
    }

    @Override
    public String version() {
      return version;
    }

    @Override
    public String taskHash() {
      return "t" + version;
    }

    @Override
    public String dataHash() {
      return "d";
    }

    @Override
    public String primary() {
      return "acc";
    }

    @Override
    public int items() {
      return 4;
    }

    @Override
    public Outcome evaluate(LoadedModel model, EvaluationSettings settings, IntConsumer progress) {
      before.accept(model);
      asked.add(task + " of " + model.config().architecture().id());
      progress.accept(4);
      Measurement measurement =
          new Measurement("acc", 0.75, OptionalDouble.of(0.25), 4, OptionalDouble.of(0.5), true);
      return Outcome.of(List.of(measurement), 4, new Prompts(10, 12, 1));
    }
  }

  private Evaluation task(String name) {
    return new Noting(name, "1.0", _ -> {});
  }

  private EvaluationRun run(Evaluation... evaluations) {
    return run(1, evaluations);
  }

  private EvaluationRun run(int every, Evaluation... evaluations) {
    EvaluationListener listener =
        new EvaluationListener() {
          @Override
          public void onPlan(int checkpoints, int units, int done) {}

          @Override
          public void onUnit(CheckpointInfo checkpoint, Evaluation evaluation) {}

          @Override
          public void onItems(int more) {}

          @Override
          public void onResult(Result result, boolean first) {}

          @Override
          public void onRemark(String remark) {
            remarks.add(remark);
          }
        };
    EvaluatedFolder folder = new EvaluatedFolder(study);
    return new EvaluationRun(
        folder,
        new EvaluationRun.Options(
            List.of(evaluations),
            List.of(),
            EvaluationSettings.DEFAULT,
            Optional.empty(),
            every,
            Kernels.DEFAULT,
            "test"),
        new ResultStore(folder.results()),
        listener);
  }

  private List<String> table() throws IOException {
    return Files.readAllLines(study.resolve("evaluations/results.csv"));
  }

  @Test
  void everyUnitIsMeasuredOnceAndTheTableHasThemAll() throws IOException {
    Summary first = run(task("a"), task("b")).pass();
    assertThat(first).isEqualTo(new Summary(3, 6, 0, 6, 0, 0, 0, 0));
    assertThat(first.complete()).isTrue();
    assertThat(asked)
        .containsExactly(
            "a of llama", "b of llama", "a of tnl", "b of tnl", "a of tnl", "b of tnl");
    assertThat(table()).hasSize(7);
    assertThat(table().getFirst()).startsWith("checkpoint,run,architecture,step,tokens,");
    assertThat(table().get(3)).startsWith("tnl/step-1,tnl,tnl,1,1000,").contains(",a,1.0,acc,0.75");
    assertThat(table().get(6)).startsWith("tnl/step-20,tnl,tnl,20,20000,").contains(",true,");
    Summary second = run(task("a"), task("b")).pass();
    assertThat(second).isEqualTo(new Summary(3, 6, 6, 0, 0, 0, 0, 0));
    assertThat(asked).hasSize(6);
    assertThat(study.resolve("evaluations/claims")).isEmptyDirectory();
    assertThat(remarks).isEmpty();
  }

  @Test
  void ofARunEverySoManyCheckpointsAndTheLast() throws IOException {
    for (long step : new long[] {30, 40, 50}) {
      TinyStudy.checkpoint(study, Architecture.TNL, step);
    }
    assertThat(names(2))
        .containsExactly("llama/step-3", "tnl/step-1", "tnl/step-30", "tnl/step-50");
    assertThat(names(0)).containsExactly("llama/step-3", "tnl/step-50");
    assertThat(names(1)).hasSize(6);
    assertThat(run(0, task("a")).pass().written()).isEqualTo(2);
    assertThat(run(1, task("a")).pass().written()).isEqualTo(4);
    assertThat(run(0, task("a")).pass().stale()).as("others stay current").isZero();
    assertThat(table()).hasSize(7);
  }

  private List<String> names(int every) {
    return new EvaluatedFolder(study)
        .checkpoints(every).stream().map(EvaluatedFolder.Found::name).toList();
  }

  @Test
  void newCheckpointsAndNewTasksAreAllThatIsMeasured() throws IOException {
    run(task("a")).pass();
    TinyStudy.checkpoint(study, Architecture.HGRN2, 5);
    asked.clear();
    assertThat(run(task("a")).pass().written()).isEqualTo(1);
    assertThat(asked).containsExactly("a of hgrn2");
    assertThat(run(task("b")).pass().written()).isEqualTo(4);
    assertThat(table()).as("earlier tasks stay in the table").hasSize(9);
  }

  @Test
  void anotherVersionIsMeasuredAgainAndTheFormerLeftOut() throws IOException {
    run(task("a")).pass();
    Summary summary = run(new Noting("a", "2.0", _ -> {})).pass();
    assertThat(summary.written()).isEqualTo(3);
    assertThat(summary.stale()).isEqualTo(3);
    assertThat(table()).hasSize(4).noneMatch(row -> row.contains(",a,1.0,"));
    try (var files = Files.list(study.resolve("evaluations/results"))) {
      assertThat(files).as("nothing is deleted").hasSize(6);
    }
  }

  @Test
  void anotherTokenizerMakesAnotherModel() throws IOException {
    run(task("a")).pass();
    Path tokenizer = study.resolve("corpus/tokenizer.json");
    Files.writeString(tokenizer, Files.readString(tokenizer) + "\n");
    assertThat(run(task("a")).pass().written()).isEqualTo(3);
  }

  @Test
  void twoAtOnceShareTheWork() throws Exception {
    CountDownLatch bothAtWork = new CountDownLatch(2);
    Consumer<LoadedModel> meet =
        _ -> {
          bothAtWork.countDown();
          try {
            bothAtWork.await(20, java.util.concurrent.TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<Summary>> passes = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        passes.add(
            threads.submit(
                () -> run(new Noting("a", "1.0", meet), new Noting("b", "1.0", meet)).pass()));
      }
      int written = 0;
      for (Future<Summary> pass : passes) {
        assertThat(pass.get().written()).as("each did a part").isPositive();
        written += pass.get().written();
      }
      assertThat(written).isEqualTo(6);
    }
    assertThat(asked).hasSize(6);
    assertThat(run(task("a"), task("b")).pass().before()).isEqualTo(6);
  }

  @Test
  void aCheckpointThatVanishesIsPassedOverAndTheOthersAreNot() throws IOException {
    Consumer<LoadedModel> vandal =
        _ -> {
          try {
            Files.deleteIfExists(study.resolve("tnl/checkpoints/step-1/model.safetensors"));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        };
    Summary summary = run(new Noting("a", "1.0", vandal)).pass();
    assertThat(summary.written()).isEqualTo(2);
    assertThat(summary.passedOver()).isEqualTo(1);
    assertThat(summary.failed()).isZero();
    assertThat(remarks).singleElement().asString().startsWith("tnl/step-1 passed over: ");
  }

  @Test
  void aTornCheckpointIsPassedOverUntilItIsWhole() throws IOException {
    Path weights = study.resolve("tnl/checkpoints/step-20/model.safetensors");
    byte[] whole = Files.readAllBytes(weights);
    Files.write(weights, java.util.Arrays.copyOf(whole, whole.length / 2));
    EvaluationRun run = run(task("a"));
    assertThat(run.pass().written()).isEqualTo(2);
    assertThat(run.pass().passedOver()).isEqualTo(1);
    assertThat(remarks).as("said once").singleElement().asString().contains("tnl/step-20");
    Files.write(weights, whole);
    assertThat(run.pass().written()).isEqualTo(1);
  }

  @Test
  void aTaskThatCannotBeAskedFailsAloneAndIsTriedAgain() throws IOException {
    Consumer<LoadedModel> refusing =
        model -> {
          if (model.config().architecture() == Architecture.LLAMA) {
            throw new EvaluationException("a prompt of 9 tokens, the window is 8");
          }
        };
    Summary summary = run(new Noting("a", "1.0", refusing), task("b")).pass();
    assertThat(summary.failed()).isEqualTo(1);
    assertThat(summary.written()).isEqualTo(5);
    assertThat(summary.complete()).isFalse();
    assertThat(remarks)
        .containsExactly("a of llama/step-3 FAILED: a prompt of 9 tokens, the window is 8");
    assertThat(run(task("a")).pass().written()).isEqualTo(1);
  }

  @Test
  void aFileThatIsNoResultIsNamed() throws IOException {
    run(task("a")).pass();
    Path results = study.resolve("evaluations/results");
    Files.writeString(results.resolve("a@9-0000.json"), "{\"format\": 1");
    Files.writeString(results.resolve("a@8-0000.json"), "{\"format\": 7}");
    run(task("a")).pass();
    assertThat(remarks).hasSize(2).allMatch(remark -> remark.contains("is no result"));
    assertThat(table()).hasSize(4);
  }

  @Test
  void aResultReadsBackAsItWas() throws IOException {
    run(task("a")).pass();
    ResultStore store = new ResultStore(study.resolve("evaluations"));
    List<Result> results = store.all(remarks::add);
    assertThat(results).hasSize(3);
    Result result = results.getFirst();
    assertThat(result.metric("acc").orElseThrow().standardError()).hasValue(0.25);
    assertThat(result.metric("acc").orElseThrow().coversChance()).hasValue(true);
    assertThat(result.prompts()).isEqualTo(new Prompts(10, 12, 1));
    assertThat(store.write(result)).as("the first one wins").isFalse();
    assertThat(ResultJson.read(ResultJson.bytes(result))).isEqualTo(result);
  }

  @Test
  void aFolderThatIsNotThereIsAnError() {
    assertThatThrownBy(() -> new EvaluatedFolder(study.resolve("nowhere")))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("nowhere: no such folder");
  }
}
