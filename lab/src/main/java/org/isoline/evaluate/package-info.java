/** What a model can do: validation loss now; tasks, retrieval and generation beside it. */
package org.isoline.evaluate;
