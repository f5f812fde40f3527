// Runs training steps of llm.c and prints one line of JSON. train_gpt2.c is included without its main.
#define _GNU_SOURCE
#define TESTING
#include "train_gpt2.c"

#include <sys/resource.h>

typedef struct {
  double cpu;
  double wall;
} Sample;

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

static float train(GPT2* model, int* inputs, int* targets, int sequences, int context, int step) {
  gpt2_forward(model, inputs, targets, sequences, context);
  float loss = model->mean_loss;
  gpt2_zero_grad(model);
  gpt2_backward(model);
  gpt2_update(model, 1e-4f, 0.9f, 0.95f, 1e-8f, 0.1f, step);
  return loss;
}

static int ascending(const void* a, const void* b) {
  double x = *(const double*)a;
  double y = *(const double*)b;
  return (x > y) - (x < y);
}

static double median(double* values, int count) {
  qsort(values, count, sizeof(double), ascending);
  return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

int main(int count, char** words) {
  if (count != 5) {
    fprintf(stderr, "usage: llmc_steps CHECKPOINT SEQUENCES CONTEXT REPEATS\n");
    return 2;
  }
  int sequences = atoi(words[2]);
  int context = atoi(words[3]);
  int repeats = atoi(words[4]);
  if (sequences < 1 || context < 1 || repeats < 1) {
    fprintf(stderr, "sequences, context and repeats must be at least 1\n");
    return 2;
  }
  GPT2 model;
  gpt2_build_from_checkpoint(&model, words[1]);
  int tokens = sequences * context;
  int* ids = malloc((tokens + 1) * sizeof(int));
  for (int i = 0; i <= tokens; i++) {
    ids[i] = (int)(i * 31L % model.config.vocab_size);
  }
  float first = train(&model, ids, ids + 1, sequences, context, 1);
  double* cpu = malloc(repeats * sizeof(double));
  double* wall = malloc(repeats * sizeof(double));
  for (int i = 0; i < repeats; i++) {
    Sample begin = {seconds(CLOCK_PROCESS_CPUTIME_ID), seconds(CLOCK_MONOTONIC)};
    train(&model, ids, ids + 1, sequences, context, i + 2);
    cpu[i] = seconds(CLOCK_PROCESS_CPUTIME_ID) - begin.cpu;
    wall[i] = seconds(CLOCK_MONOTONIC) - begin.wall;
  }
  double cpu_s = median(cpu, repeats);
  double wall_s = median(wall, repeats);
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf(
      "{\"rows\": [{\"arch\": \"gpt2\", \"size\": \"%dx%dx%d\", \"vocabulary\": %d, \"context\": %d, \"sequences\": %d,"
      " \"dtype\": \"fp32\", \"tokens_per_s\": %.3f, \"loss_at_start\": %.6f, \"peak_bytes\": %ld, \"runs\": %d,"
      " \"cpu_s\": %.6f, \"wall_s\": %.6f}]}\n",
      model.config.num_layers, model.config.channels, model.config.channels / model.config.num_heads,
      model.config.vocab_size, context, sequences, tokens / cpu_s, first, usage.ru_maxrss * 1024L, repeats, cpu_s, wall_s);
  return 0;
}
