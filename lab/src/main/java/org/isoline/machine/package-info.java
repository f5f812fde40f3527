/** The machine, the runtime and the source that a result was made with. */
package org.isoline.machine;
