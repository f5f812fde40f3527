package org.isoline.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.AbstractThrowableAssert;
import org.isoline.tensor.DType;
import org.isoline.tensor.Scope;
import org.isoline.tensor.Tensor;
import org.isoline.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightFilesTest {
  @TempDir Path folder;

  private Path write(String file, Map<String, Integer> numbers) throws IOException {
    try (Scope scope = new Scope()) {
      Map<String, Tensor> tensors = new TreeMap<>();
      numbers.forEach((name, n) -> tensors.put(name, Tensors.ones(DType.FLOAT32, 1).mul(n)));
      Path path = folder.resolve(file);
      Safetensors.write(path, tensors, Map.of());
      return path;
    }
  }

  private void index(String places) throws IOException {
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        ("{'metadata':{'total_size':8},'weight_map':" + places + "}").replace('\'', '"'));
  }

  private static double number(Path path, String name) {
    try (TensorSource source = WeightFiles.open(path);
        Scope scope = new Scope()) {
      return source.load(name).item();
    }
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(Path path) {
    return assertThatThrownBy(() -> WeightFiles.open(path).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(path.toString());
  }

  @Test
  void opensAFileOrAFolderWithIt() throws IOException {
    Path file = write("model.safetensors", Map.of("a", 5));
    assertThat(number(file, "a")).isEqualTo(5);
    assertThat(number(folder, "a")).isEqualTo(5);
    Files.move(file, folder.resolve("weights.safetensors"));
    Files.writeString(folder.resolve("config.json"), "{}");
    write("optimizer.safetensors", Map.of("a", 6));
    assertThat(number(folder, "a")).isEqualTo(5);
  }

  @Test
  void opensShardsAndPrefersTheSingleFile() throws IOException {
    write("one.safetensors", Map.of("b", 1, "a", 2));
    write("sub/two.safetensors", Map.of("c", 3));
    index("{'c':'sub/two.safetensors','a':'one.safetensors','b':'one.safetensors'}");
    try (TensorSource source = WeightFiles.open(folder);
        Scope scope = new Scope()) {
      assertThat(source.names()).containsExactlyInAnyOrder("a", "b", "c");
      assertThat(source.load("c").item()).isEqualTo(3);
      assertThat(source.shape("a")).containsExactly(1);
      assertThat(source.dtype("a")).isEqualTo(DType.FLOAT32);
      assertThat(source.describe()).endsWith("model.safetensors.index.json");
      assertThatThrownBy(() -> source.load("d")).hasMessageContaining("has no tensor 'd'");
    }
    assertThat(number(folder.resolve("model.safetensors.index.json"), "b")).isEqualTo(1);
    write("model.safetensors", Map.of("c", 9));
    assertThat(number(folder, "c")).isEqualTo(9);
  }

  @Test
  void namesEverythingInWhichIndexAndShardsDisagree() throws IOException {
    write("one.safetensors", Map.of("b", 1, "stray", 2));
    Files.writeString(folder.resolve("torn.safetensors"), "torn");
    Files.writeString(folder.resolveSibling("x.safetensors"), "");
    index(
        "{'a':'one.safetensors','b':'one.safetensors','c':'gone.safetensors',"
            + "'d':'../x.safetensors','e':'/etc/x','f':'torn.safetensors'}");
    refused(folder)
        .hasMessageContaining("'one.safetensors' lacks [a]")
        .hasMessageContaining("'one.safetensors' has [stray], which the index does not place there")
        .hasMessageContaining("there is no file 'gone.safetensors', which should have [c]")
        .hasMessageContaining("'../x.safetensors' is outside of the folder")
        .hasMessageContaining("'/etc/x' is outside of the folder")
        .hasMessageContaining("torn.safetensors has 4 bytes");
  }

  @Test
  void refusesAnIndexThatIsNone() throws IOException {
    index("{}");
    refused(folder).hasMessageContaining("no weight_map");
    index("{'a':1}");
    refused(folder).hasMessageContaining("places 'a' in 1, no file");
    index("{'a':'x','a':'y'}");
    refused(folder).hasMessageContaining("Duplicate field 'a'");
    index("{'a':'\\u0000'}");
    refused(folder).hasMessageContaining("is outside of the folder");
  }

  @Test
  void saysWhatItLookedFor() throws IOException {
    refused(folder)
        .hasMessageContaining(
            "looked for model.safetensors, model.safetensors.index.json, or exactly one other")
        .hasMessageContaining("it holds nothing");
    Path pickled = folder.resolve("pytorch_model.bin");
    Files.writeString(pickled, "PK");
    refused(folder)
        .hasMessageContaining(
            "there is pytorch_model.bin, which has to be converted to safetensor");
    refused(pickled).hasMessageContaining("has to be converted to safetensors");
    write("model-00001-of-00002.safetensors", Map.of("a", 1));
    refused(folder).hasMessageContaining("shards [model-00001-of-00002.safetensors] without their");
    write("other.safetensors", Map.of("a", 1));
    refused(folder).hasMessageContaining("other.safetensors]: name one of them");
    refused(folder.resolve("absent")).hasMessageContaining("there is no such file or folder");
  }
}
