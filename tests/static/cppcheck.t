#!/bin/sh
# SPDX-License-Identifier: MIT
# cppcheck finds none of the faults that are named here.
. "${0%/*}/../lib.sh"
cd "$top" || exit 1
command -v cppcheck > "$T/which" || skip_all 'no cppcheck on this machine'

# Named one by one, so that a newer cppcheck does not bring checks that nobody has chosen. Left out are leaks: it does not
# know cleanup attributes, and valgrind finds them.
faults='IOWithoutPositioning argumentSize arrayIndexOutOfBounds arrayIndexOutOfBoundsCond assertWithSideEffect
	assignBoolToPointer assignmentInAssert autoVariables autovarInvalidDeallocation badBitmaskCheck
	bufferAccessOutOfBounds charBitOp charLiteralWithCharPtrCompare comparePointers comparisonOfBoolWithInvalidComparator
	danglingLifetime deallocret deallocuse divideSizeof doubleFree floatConversionOverflow funcArgOrderDifferent
	identicalConditionAfterEarlyExit identicalInnerCondition incorrectLogicOperator incorrectStringBooleanError
	incorrectStringCompare integerOverflow invalidFree invalidFunctionArg invalidLengthModifierError invalidLifetime
	invalidPrintfArgType_n invalidPrintfArgType_p invalidPrintfArgType_s invalidPrintfArgType_sint
	invalidPrintfArgType_uint invalidTestForOverflow memleakOnRealloc memsetValueOutOfRange
	memsetZeroBytes mismatchAllocDealloc missingReturn multiplySizeof negativeArraySize negativeIndex
	negativeMemoryAllocationSize nullPointer nullPointerArithmetic nullPointerRedundantCheck objectIndex
	oppositeInnerCondition overlappingWriteFunction overlappingWriteUnion pointerOutOfBounds pointerSize
	returnDanglingLifetime selfAssignment selfInitialization shiftNegative shiftTooManyBits shiftTooManyBitsSigned
	signConversion signedCharArrayIndex sizeofCalculation sizeofFunctionCall sizeofsizeof sizeofwithnumericparameter
	sizeofwithsilentarraypointer sprintfOverlappingData strPlusChar stringLiteralWrite suspiciousSemicolon uninitdata
	uninitStructMember unknownEvaluationOrder useClosedFile va_end_missing va_list_usedBeforeStarted
	va_start_subsequentCalls varFuncNullUB writeReadOnlyFile wrongPrintfScanfArgNum zerodiv zerodivcond
	syntaxError unknownMacro'
cppcheck_finds() { # FILE...: prints what it finds, a line each, with the name of the fault in front
	# A file with a macro that it does not know (unknownMacro) is not looked at any further: GLib's that define
	# functions are gone.
	cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr --library=posix,gtk \
		--template='{id} {file}:{line}: {message}' --template-location='' '-DVERSION="x"' '-DG_DEFINE_QUARK(a,b)=' \
		'-DG_DEFINE_AUTOPTR_CLEANUP_FUNC(a,b)=' '-DG_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(a,b)=' "$@" 2>&1
}
echo "$faults" | tr -s ' \t\n' '\n' | sed 's/.*/^& /' > "$T/faults"

cat > "$T/faulty.c" << 'C'
int third(void) { int a[2] = { 0, 1 }; return a[2]; }
C
cppcheck_finds "$T/faulty.c" > "$T/found"
check 'a fault is found by its name' grep -q '^arrayIndexOutOfBounds ' "$T/found"
cppcheck_finds helper keyring tests/fake > "$T/found"
is 'cppcheck' "$(grep -f "$T/faults" "$T/found")" ''
done_testing
