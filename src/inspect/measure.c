#include "inspect/measure.h"

int glia_predicted_class(const glia_network *network, const float *output) {
  if (network->outputs == 1) {
    const int tanh = network->layer[network->layer_count - 1].options.activation == GLIA_ACTIVATION_TANH;
    return output[0] > (tanh ? 0.0f : 0.5f);
  }
  uint32_t best = 0;
  for (uint32_t u = 1; u < network->outputs; u++) best = output[u] > output[best] ? u : best;
  return (int)best;
}

double glia_accuracy(glia_model *model, const float *x, const float *target, size_t rows) {
  const glia_network *network = &model->network;
  const glia_dense *last = &network->layer[network->layer_count - 1];
  size_t right = 0;
  for (size_t done = 0; done < rows; done += GLIA_PORTION) {
    const size_t portion = rows - done < GLIA_PORTION ? rows - done : GLIA_PORTION;
    glia_forward(network, glia_model_values(model), (glia_mode){0}, x + done * network->inputs,
                 portion, &model->workspace);
    const float *output = model->workspace.stage[network->layer_count - 1].post;
    for (size_t r = 0; r < portion; r++) {
      /* Class 0 is 0 or, under mse, -1. */
      const int label = target[done + r] > 0.0f ? (int)target[done + r] : 0;
      right += glia_predicted_class(network, output + r * last->stride) == label;
    }
  }
  return rows ? (double)right / (double)rows : 0.0;
}

void glia_measure(glia_run *run, glia_snapshot *snapshot) {
  const glia_dataset *data = &run->dataset;
  const int classes = data->task == GLIA_TASK_CLASSES;
  const glia_trainer *trainer = run->trainer;
  *snapshot = (glia_snapshot){
      .step = (double)trainer->step,
      .epoch = (double)glia_run_epoch(run),
      .reached = (double)run->reached,
      .stepsPerEpoch = (double)glia_trainer_epoch_steps(trainer),
      .loss = glia_run_loss(run, &data->train),
      .testLoss = glia_run_loss(run, &data->test),
      .rate = glia_trainer_rate(trainer),
      .batchLoss = trainer->loss,
      .edits = (double)run->history.edits,
      .stopped = run->stopped,
      .fault = trainer->fault,
      .faultLayer = trainer->fault_layer,
  };
  snapshot->accuracy = snapshot->testAccuracy = __builtin_nan("");
  if (!classes) return;
  snapshot->accuracy = glia_accuracy(run->model, data->train.x, data->train.target,
                                     data->train.rows);
  snapshot->testAccuracy = glia_accuracy(run->model, data->test.x, data->test.target,
                                         data->test.rows);
}
