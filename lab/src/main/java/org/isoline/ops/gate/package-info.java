/** Linear attention with data-dependent decay per key channel (HGRN2, GLA). */
package org.isoline.ops.gate;
