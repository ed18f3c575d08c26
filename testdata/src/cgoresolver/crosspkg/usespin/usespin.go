// Package usespin has nothing to do with names itself.
package usespin

import _ "cgoresolver/crosspkg/pin"
