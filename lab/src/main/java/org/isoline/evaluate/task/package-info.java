/**
 * Evaluation tasks as versioned data, and the items that they make of published data files.
 *
 * <p>A {@link org.isoline.evaluate.task.Task} is a YAML file: what is asked, how it is worded, how
 * an answer counts. A {@link org.isoline.evaluate.task.TaskCatalog} holds those that come with the
 * program and those of a user's folders. {@link org.isoline.evaluate.task.TaskData} turns a task's
 * data file into {@link org.isoline.evaluate.task.Items}; no model runs here, the caller scores
 * them.
 */
package org.isoline.evaluate.task;
