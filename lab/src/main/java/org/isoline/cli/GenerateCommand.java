package org.isoline.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.isoline.checkpoint.StateFile;
import org.isoline.checkpoint.format.ModelFolder;
import org.isoline.corpus.ScoredTokenizer;
import org.isoline.corpus.Tokenizer;
import org.isoline.evaluate.Generation;
import org.isoline.evaluate.Generator;
import org.isoline.evaluate.Sampling;
import org.isoline.evaluate.Session;
import org.isoline.evaluate.TokenizerSearch;
import org.isoline.model.Decoder;
import org.isoline.model.Kernels;
import org.isoline.model.Parameters;
import org.isoline.tensor.DType;
import org.isoline.tensor.Device;
import org.isoline.tensor.Threads;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code isoline generate}: text from a checkpoint. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    description = {
      "Continues a text with a model, token by token, and prints the new text as it comes.",
      "",
      "A linear model remembers a text in a state of fixed size: a token costs the same after ten"
          + " tokens and after a million, and the state can be saved and continued by another"
          + " process without reading the text again. LLaMA's state grows with the text.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  isoline generate --checkpoint DIR --prompt 'a river is' --top-p 0.9",
      "  isoline generate --checkpoint stories260K.bin --prompt Once --greedy",
      "  isoline generate --checkpoint DIR --prompt-file book.txt --max-tokens 0 \\",
      "                   --save-state book.state",
      "  isoline generate --checkpoint DIR --state book.state --prompt ' In short,'",
      "",
      "The text goes to stdout, followed by a line break; a summary goes to stderr."
    })
final class GenerateCommand implements Callable<Integer> {
  /** Types of the computation, and of the state. */
  enum Precision {
    FP32(DType.FLOAT32),
    FP64(DType.FLOAT64),
    BF16(DType.BFLOAT16);

    private final DType type;

    Precision(DType type) {
      this.type = type;
    }
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--checkpoint",
      required = true,
      paramLabel = "DIR|FILE",
      description =
          "Folder with config.json and safetensors, of this program or of another that isoline reads; or a file of llama2.c.")
  private Path checkpoint;

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE",
      description =
          "Tokenizer of the model. Default: beside the checkpoint (tokenizer.json, tokenizer.bin, for llama2.c the only tok*.bin), or corpus/tokenizer.json of its study.")
  private Optional<Path> tokenizerFile = Optional.empty();

  @Mixin private PromptOptions prompt;

  @Mixin private SamplingOptions sampling;

  @Option(
      names = "--state",
      paramLabel = "FILE",
      description = "Go on from a saved state; a prompt is read behind what it has read.")
  private Optional<Path> stateFile = Optional.empty();

  @Option(
      names = "--save-state",
      paramLabel = "FILE",
      description = "Save the state once the prompt has been read, before new tokens.")
  private Optional<Path> saveState = Optional.empty();

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description =
          "Type to compute in: ${COMPLETION-CANDIDATES} (default: that of --state, else fp32).")
  private Optional<Precision> dtype = Optional.empty();

  @Option(
      names = "--state-dtype",
      paramLabel = "TYPE",
      description =
          "Type of the state: fp32 or fp64 (default: that of --state, else fp64 with --dtype fp64 and fp32 without).")
  private Optional<Precision> stateDtype = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Native threads (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(names = "--json", description = "Print one JSON document on stdout.")
  private boolean json;

  @Option(names = "--print-ids", description = "Print token ids in place of text.")
  private boolean printIds;

  @Override
  public Integer call() throws IOException {
    requireSense();
    Sampling how;
    Generator.Limits limits;
    String text;
    try {
      how = sampling.sampling();
      limits = sampling.limits();
      text = prompt.read();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    run(text, how, limits);
    return Main.DONE;
  }

  private void requireSense() {
    require(threads >= 1, "--threads = " + threads + ", must be at least 1");
    require(!prompt.twice(), "both --prompt and --prompt-file given; give one of them");
    require(
        prompt.given() || stateFile.isPresent(),
        "no prompt: give --prompt TEXT, --prompt-file FILE or --state FILE; --prompt '' lets the"
            + " model begin a text");
    require(!(json && printIds), "--json has the ids already; leave out --print-ids");
    require(
        stateDtype.filter(type -> type == Precision.BF16).isEmpty(),
        "--state-dtype = bf16, must be fp32 or fp64: a state is a long sum");
  }

  private void require(boolean sense, String otherwise) {
    if (!sense) {
      throw new ParameterException(spec.commandLine(), otherwise);
    }
  }

  private void run(String text, Sampling how, Generator.Limits limits) throws IOException {
    Threads.set(threads);
    Optional<StateFile> saved = stateFile.map(StateFile::open);
    try (ModelFolder model = ModelFolder.open(checkpoint)) {
      Tokenizer tokenizer = TokenizerSearch.of(model, tokenizerFile);
      Generator.requireFit(tokenizer, model.config());
      try (Parameters parameters = model.parameters(computation(saved), Device.CPU)) {
        Decoder decoder = new Decoder(model.config(), parameters, Kernels.DEFAULT);
        try (Session session = session(decoder, saved)) {
          int restored = session.tokens().size();
          session.read(promptIds(model, tokenizer, text, restored == 0));
          if (saveState.isPresent()) {
            StateFile.write(saveState.get(), decoder, session.snapshot());
          }
          List<Integer> read = session.tokens().subList(restored, session.tokens().size());
          Generator generator = new Generator(tokenizer, ends(model));
          Generation generation = generator.generate(session, how, limits, listener());
          print(generation, restored, read, how);
        }
      }
    } finally {
      saved.ifPresent(StateFile::close);
    }
  }

  private DType computation(Optional<StateFile> saved) {
    return dtype
        .map(precision -> precision.type)
        .or(() -> saved.map(StateFile::dtype))
        .orElse(DType.FLOAT32);
  }

  private Session session(Decoder decoder, Optional<StateFile> saved) {
    if (saved.isEmpty()) {
      boolean wide = dtype.filter(type -> type == Precision.FP64).isPresent();
      return Session.start(decoder, stateDtype.orElse(wide ? Precision.FP64 : Precision.FP32).type);
    }
    DType type = saved.get().stateDtype();
    require(
        stateDtype.filter(given -> given.type != type).isEmpty(),
        "--state-dtype differs from that of "
            + stateFile.orElseThrow()
            + ", "
            + type
            + ": leave it out");
    return Session.resume(decoder, saved.get());
  }

  /**
   * Models with scored pieces were trained with BOS in front of every text. Ours see texts one
   * after the other, so the end of one is what comes before a new one.
   */
  private static int[] promptIds(
      ModelFolder model, Tokenizer tokenizer, String text, boolean begins) {
    int[] ids = tokenizer.encode(text);
    if (!begins) {
      return ids;
    }
    if (tokenizer instanceof ScoredTokenizer) {
      return before(model.specialTokens().begin().orElse(tokenizer.endOfText()), ids);
    }
    return ids.length == 0 ? new int[] {tokenizer.endOfText()} : ids;
  }

  private static int[] before(int first, int[] ids) {
    int[] all = new int[ids.length + 1];
    all[0] = first;
    System.arraycopy(ids, 0, all, 1, ids.length);
    return all;
  }

  private static Set<Integer> ends(ModelFolder model) {
    return model.specialTokens().end().stream().boxed().collect(Collectors.toSet());
  }

  private Consumer<Generator.Piece> listener() {
    if (json) {
      return _ -> {};
    }
    PrintWriter out = spec.commandLine().getOut();
    return piece -> {
      out.print(printIds ? piece.token() + " " : piece.text());
      // Also flushes; whoever closed the other end does not want the rest.
      if (out.checkError() || System.out.checkError()) {
        throw new UncheckedIOException("standard output is closed", new IOException());
      }
    };
  }

  private void print(Generation generation, int restored, List<Integer> read, Sampling how) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(GenerationJson.of(restored, read, how, generation));
      out.flush();
      return;
    }
    out.println();
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    err.println(summary(generation, restored, read.size()));
    err.flush();
  }

  private static String summary(Generation generation, int restored, int read) {
    String behind =
        restored == 0 ? "" : String.format(Locale.ROOT, " behind %,d of the state", restored);
    String written =
        generation.tokens().isEmpty()
            ? ""
            : String.format(
                Locale.ROOT,
                ", %,d new at %,.0f/s (%s)",
                generation.tokens().size(),
                generation.decoding().perSecond(),
                generation.stop().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    return String.format(
        Locale.ROOT,
        "prompt %,d tokens at %,.0f/s%s%s, state %,d bytes",
        read,
        generation.reading().perSecond(),
        behind,
        written,
        generation.stateBytes());
  }
}
