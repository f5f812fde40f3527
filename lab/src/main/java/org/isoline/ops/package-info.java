/** Operations of the models; each sub-package is one, with its equations. */
package org.isoline.ops;
